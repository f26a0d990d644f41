// What a session was at, at some time of it, in words: for the replay.
import { type Columns, OPEN, OUTCOMES } from "./columns";
import { lowerBound } from "./growable";
import { outcomeWord } from "./words";

export function momentSentence(columns: Columns, t_us: number): string {
  const { trials } = columns;
  if (columns.pauses.some(({ from_us, to_us }) => from_us <= t_us && !(to_us <= t_us))) return "Paused";
  const row = lowerBound(trials.start_us.view(), t_us + 1) - 1;
  if (row < 0) return "Before the first trial";
  const trial = `Trial ${trials.number.at(row)}`;
  const decided = trials.decided_us.at(row);
  const outcome = trials.outcome.at(row);
  if (outcome !== OPEN && decided <= t_us) return `${trial}: ${outcomeWord(OUTCOMES[outcome]!)}`;
  if (trials.opened_us.at(row) <= t_us) {
    const first = columns.subjects[trials.first.at(row)];
    return `${trial}: the window is open${first ? `, ${first} was first` : ""}`;
  }
  return `${trial}: waiting for a first response`;
}
