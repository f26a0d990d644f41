import { COORDINATED, type Columns, MISS } from "../model/columns";

// Both as stairs over common times: [minutes, coordinated, missed].
export function cumulative(columns: Columns): [number[], number[], number[]] {
  const { trials } = columns;
  const minutes = [0];
  const together = [0];
  const missed = [0];
  let a = 0;
  let b = 0;
  for (let i = 0; i < trials.number.length; i++) {
    const outcome = trials.outcome.at(i);
    if (outcome !== COORDINATED && outcome !== MISS) continue;
    if (outcome === COORDINATED) a += 1;
    else b += 1;
    minutes.push(trials.decided_us.at(i) / 60e6);
    together.push(a);
    missed.push(b);
  }
  minutes.push(Math.max(columns.lasted_us / 60e6, minutes[minutes.length - 1]!));
  together.push(a);
  missed.push(b);
  return [minutes, together, missed];
}
