// How far apart the two animals were, against the window they had.
import type { Columns } from "./columns";

export interface Histogram {
  width_us: number; // of a bin
  counts: number[]; // bin i holds [i, i + 1) * width_us; the last takes its upper edge, too
  coordinated: number[]; // of these: those of coordinated trials
  beyond: number; // farther apart than the last bin
  unanswered: number; // decided without all having responded
}

const STEPS_MS = [5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000];
const BINS_IN_WINDOW = 15;

// A round width that puts about 15 bins into the window.
export function binWidth_us(window_us: number): number {
  const wanted_ms = window_us / BINS_IN_WINDOW / 1000;
  return (STEPS_MS.find((step) => step >= wanted_ms) ?? 10000) * 1000;
}

export function histogramOf(
  columns: Pick<Columns, "trials">,
  window_us: number,
  coordinatedCode: number,
): Histogram {
  const { trials } = columns;
  const width_us = binWidth_us(window_us);
  const bins = Math.ceil((window_us * 1.2) / width_us);
  const counts = new Array<number>(bins).fill(0);
  const coordinated = new Array<number>(bins).fill(0);
  const result: Histogram = { width_us, counts, coordinated, beyond: 0, unanswered: 0 };
  for (let i = 0; i < trials.number.length; i++) {
    if (Number.isNaN(trials.opened_us.at(i)) || trials.outcome.at(i) === 0) continue;
    const dt = Math.abs(trials.dt_us.at(i));
    if (Number.isNaN(dt)) result.unanswered += 1;
    else place(result, dt, trials.outcome.at(i) === coordinatedCode);
  }
  return result;
}

function place(into: Histogram, dt_us: number, together: boolean): void {
  const bins = into.counts.length;
  const edge = dt_us === bins * into.width_us;
  const bin = edge ? bins - 1 : Math.floor(dt_us / into.width_us);
  if (bin >= bins) {
    into.beyond += 1;
    return;
  }
  into.counts[bin]! += 1;
  if (together) into.coordinated[bin]! += 1;
}
