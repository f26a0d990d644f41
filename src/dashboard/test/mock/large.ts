// A session as large as is promised to stay smooth, and how it goes on.
import type { ColumnsAnswer } from "../../app/api/types";
import { emptyColumns, type Line, lines, random, WINDOW_US } from "./session";

export function largeColumns(id: string, subjects: string[], events: number): ColumnsAnswer {
  const answer = emptyColumns(id, subjects);
  const draw = random(7);
  const each = Math.floor(events / 4); // on and off of two animals
  answer.pokes.forEach((pokes) => {
    let t = 0;
    for (let i = 0; i < each; i++) {
      t += Math.round(20000 + draw() * 120000);
      pokes.on_us.push(t);
      pokes.off_us.push(t + 9000);
    }
    answer.lasted_us = Math.max(answer.lasted_us, t);
  });
  largeTrials(answer, draw);
  answer.planned_us = answer.lasted_us + 3600e6;
  return answer;
}

function largeTrials(answer: ColumnsAnswer, draw: () => number): void {
  const { trials, rewards } = answer;
  for (let n = 1, t = 0; t < answer.lasted_us - 8e6; n++, t += 6e6) {
    const dt = Math.round(draw() * 1e6);
    const together = dt <= WINDOW_US;
    trials.number.push(n);
    trials.start_us.push(t);
    trials.opened_us.push(t + 1e6);
    trials.closes_us.push(t + 1e6 + WINDOW_US);
    trials.decided_us.push(t + 1e6 + Math.min(dt, WINDOW_US));
    trials.outcome.push(together ? "coordinated" : "miss");
    trials.dt_us.push(together ? dt : null);
    trials.dt_uncertainty_us.push(together ? 2 : null);
    trials.ambiguous.push(false);
    trials.first.push(n % 2);
    if (together) rewards.forEach((column) => { column.t_us.push(t + 1e6 + dt); column.volume_nl.push(4000); column.manual.push(false); });
  }
}

// The lines that follow the columns: trials as in any session, and of both animals a poke
// with every call, which is more than mice do.
export class GoingOn {
  private readonly trials: Line[];
  private readonly began_us: number;
  private at = 0;
  private seq: number;

  constructor(columns: ColumnsAnswer) {
    this.began_us = columns.lasted_us;
    this.seq = columns.through_seq + 1;
    const before = columns.trials.number.length;
    this.trials = lines(columns.subjects, 600e6, 5).map((line) => ({
      ...line,
      t: line.t + this.began_us,
      ...(typeof line["trial"] === "number" ? { trial: line["trial"] + before } : {}),
      ...(typeof line["closes_at_us"] === "number" ? { closes_at_us: line["closes_at_us"] + this.began_us } : {}),
    }));
  }

  upTo(t_us: number): string[] {
    const due: Line[] = [];
    while (this.at < this.trials.length && this.trials[this.at]!.t <= t_us) due.push(this.trials[this.at++]!);
    for (const channel of ["poke_left", "poke_right"]) {
      const edge = { type: "input", kind: "edge", device: "pi", channel, uncertainty_us: 1 };
      due.push({ t: t_us, ...edge, active: true }, { t: t_us + 9000, ...edge, active: false });
    }
    return due.map((line) => JSON.stringify({ seq: this.seq++, ...line, crc: "00000000" }));
  }
}
