// One session as columns: what every picture of it is drawn from. It begins as the answer
// of GET .../columns and goes on with the lines of the log (apply_record.ts).
import type { ColumnsAnswer, Outcome } from "../api/types";
import { Growable } from "./growable";

// Numbers, so that outcomes are a flat column too. `open` is a trial not yet decided.
export const OUTCOMES = ["open", "coordinated", "miss", "omission", "error", "aborted"] as const;
export const OPEN = 0;
export const COORDINATED = 1;
export const MISS = 2;

export function outcomeCode(name: string | null): number {
  const at = OUTCOMES.indexOf((name === "missed" ? "miss" : name) as Outcome);
  return at < 0 ? OPEN : at;
}

export interface Pokes {
  on_us: Growable; // never falls
  off_us: Growable; // NaN while held
  longest_us: number; // of those that have ended
}

export interface Trials {
  number: Growable; // rises
  start_us: Growable;
  opened_us: Growable; // NaN where no window was opened
  closes_us: Growable;
  decided_us: Growable; // NaN while open
  outcome: Growable; // an index into OUTCOMES
  dt_us: Growable;
  dt_uncertainty_us: Growable;
  ambiguous: Growable; // 0 or 1
  first: Growable; // index of a subject
}

export interface Fault {
  t_us: number;
  kind: string;
  message: string;
}

export interface Rewards {
  t_us: Growable;
  volume_nl: Growable;
  manual: Growable; // 1: a person gave it, 0: it was earned
}

export interface Columns {
  id: string;
  subjects: string[];
  seats: string[];
  planned_us: number | null;
  window_us: number | null;
  lasted_us: number; // the latest time that anything of it has
  next_seq: number; // the line of the log to read next
  end_reason: string | null;
  pokes: Pokes[];
  trials: Trials;
  rewards: Rewards[];
  faults: Fault[];
  pauses: { from_us: number; to_us: number }[]; // to_us NaN while it lasts
  revision: number; // one more with every change
}

function pokesFrom(answer: ColumnsAnswer["pokes"][number]): Pokes {
  const on_us = new Growable(answer.on_us);
  const off_us = new Growable(answer.off_us);
  let longest_us = 0;
  for (let i = 0; i < on_us.length; i++) {
    const lasted = off_us.at(i) - on_us.at(i);
    if (lasted > longest_us) longest_us = lasted;
  }
  return { on_us, off_us, longest_us };
}

function trialsFrom(answer: ColumnsAnswer["trials"]): Trials {
  return {
    number: new Growable(answer.number),
    start_us: new Growable(answer.start_us),
    opened_us: new Growable(answer.opened_us),
    closes_us: new Growable(answer.closes_us),
    decided_us: new Growable(answer.decided_us),
    outcome: new Growable(answer.outcome.map(outcomeCode)),
    dt_us: new Growable(answer.dt_us),
    dt_uncertainty_us: new Growable(answer.dt_uncertainty_us),
    ambiguous: new Growable(answer.ambiguous.map(Number)),
    first: new Growable(answer.first),
  };
}

export function columnsFrom(answer: ColumnsAnswer): Columns {
  return {
    id: answer.id,
    subjects: answer.subjects,
    seats: answer.seats,
    planned_us: answer.planned_us,
    window_us: answer.window_us,
    lasted_us: answer.lasted_us,
    next_seq: answer.through_seq + 1,
    end_reason: answer.end_reason,
    pokes: answer.pokes.map(pokesFrom),
    trials: trialsFrom(answer.trials),
    rewards: answer.rewards.map((each) => ({
      t_us: new Growable(each.t_us),
      volume_nl: new Growable(each.volume_nl),
      manual: new Growable(each.manual.map(Number)),
    })),
    faults: answer.faults.t_us.map((t_us, i) => ({
      t_us,
      kind: answer.faults.kind[i] ?? "",
      message: answer.faults.message[i] ?? "",
    })),
    pauses: answer.pauses.from_us.map((from_us, i) => ({
      from_us,
      to_us: answer.pauses.to_us[i] ?? NaN,
    })),
    revision: 0,
  };
}

// How many trials ended with `outcome`, and when: a staircase to draw.
export function decidedAt(trials: Trials, outcome: number): number[] {
  const times: number[] = [];
  for (let i = 0; i < trials.number.length; i++) {
    if (trials.outcome.at(i) === outcome) times.push(trials.decided_us.at(i));
  }
  return times;
}
