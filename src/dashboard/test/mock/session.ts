// A made-up session: columns and log lines of animals that poke at seeded random times.
import type { ColumnsAnswer } from "../../app/api/types";

// Enough of a generator for pictures: the same seed gives the same session.
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export const WINDOW_US = 750000;
const ITI_US = 4000000;

export interface Line {
  t: number;
  [member: string]: unknown;
}

// The log of one session without its header and numbers: lines in the order of a log.
export function lines(subjects: string[], until_us: number, seed: number): Line[] {
  const draw = random(seed);
  const log: Line[] = [{ t: 0, type: "note", trial: 0, note: "session_start" }];
  let t = 0;
  for (let trial = 1; t < until_us; trial++) {
    log.push({ t, type: "note", trial, note: "trial_start" });
    const first = draw() < 0.55 ? 0 : 1;
    const opened = t + Math.round(600000 + draw() * 5e6);
    const dt = Math.round(40000 + 1100000 * draw() ** 1.4);
    trialLines(log, subjects, trial, first, opened, dt);
    t = log[log.length - 1]!.t + ITI_US;
    for (let extra = draw(); extra > 0.6; extra = draw()) {
      poke(log, extra > 0.8 ? 1 : 0, opened + WINDOW_US + Math.round(extra * 2e6), 120000);
    }
    log.sort((a, b) => a.t - b.t);
  }
  return log.filter((line) => line.t <= until_us);
}

const CHANNELS = ["poke_left", "poke_right"];

function poke(log: Line[], who: number, t: number, held: number): void {
  const edge = { type: "input", kind: "edge", device: "pi", channel: CHANNELS[who], uncertainty_us: 1 };
  log.push({ t, ...edge, active: true }, { t: t + held, ...edge, active: false });
}

export function rewardLine(t: number, trial: number, subject: string, who: number): Line {
  const channel = `valve_${who ? "right" : "left"}`;
  return { t, type: "command", trial, kind: "reward", channel, duration_us: 32800, subject, volume_nl: 4000 };
}

function trialLines(log: Line[], subjects: string[], trial: number, first: number, opened: number, dt: number): void {
  const together = dt <= WINDOW_US;
  const decided = together ? opened + dt : opened + WINDOW_US;
  poke(log, first, opened, 180000 + (dt % 90000));
  log.push({ t: opened, type: "note", trial, note: "window_open", first: subjects[first], closes_at_us: opened + WINDOW_US });
  if (dt < 1.2e6) poke(log, 1 - first, opened + dt, 150000 + (dt % 70000));
  if (together) {
    subjects.forEach((subject, i) => log.push(rewardLine(decided, trial, subject, i)));
  }
  const outcome = together ? "coordinated" : "miss";
  const delta = together ? { dt_us: dt, dt_uncertainty_us: 2 } : {};
  log.push({ t: decided, type: "note", trial, note: "outcome", outcome, first: subjects[first], ...delta, ambiguous: trial % 17 === 0 });
  log.push({ t: decided, type: "note", trial, note: "iti_start", until_us: decided + ITI_US });
}

export function emptyColumns(id: string, subjects: string[]): ColumnsAnswer {
  return {
    id,
    subjects,
    seats: ["left", "right"],
    planned_us: 1800e6,
    window_us: WINDOW_US,
    lasted_us: 0,
    through_seq: 0,
    end_reason: null,
    pokes: subjects.map(() => ({ on_us: [], off_us: [] })),
    trials: {
      number: [], start_us: [], opened_us: [], closes_us: [], decided_us: [],
      outcome: [], dt_us: [], dt_uncertainty_us: [], ambiguous: [], first: [],
    },
    rewards: subjects.map(() => ({ t_us: [], volume_nl: [], manual: [] })),
    faults: { t_us: [], kind: [], message: [] },
    pauses: { from_us: [], to_us: [] },
  };
}
