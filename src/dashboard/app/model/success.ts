// Success over the last trials: aborted ones and those still open are not counted.
import type { Share } from "../api/types";
import { COORDINATED, OPEN, OUTCOMES, type Trials } from "./columns";

const ABORTED = OUTCOMES.indexOf("aborted");

export function lastTrials(trials: Trials, count: number, upTo_us = Infinity): Share {
  const share = { coordinated: 0, decided: 0 };
  for (let i = trials.number.length - 1; i >= 0 && share.decided < count; i--) {
    const outcome = trials.outcome.at(i);
    if (outcome === OPEN || outcome === ABORTED || trials.decided_us.at(i) > upTo_us) continue;
    share.decided += 1;
    if (outcome === COORDINATED) share.coordinated += 1;
  }
  return share;
}
