// What earlier sessions suggest for the next one.
import type { DocumentEntry, Summary } from "../api/types";

export interface Suggestion {
  subjects: string[];
  schedule: string;
  last_utc: string | null;
}

// Each pair once, the one that ran last first, with the schedule it had.
export function pairsOf(sessions: readonly Summary[], most: number): Suggestion[] {
  const seen = new Map<string, Suggestion>();
  for (const { subjects, schedule, began_utc } of sessions) {
    if (!subjects || subjects.length === 0 || !schedule) continue;
    const key = subjects.join("\n");
    if (!seen.has(key)) seen.set(key, { subjects, schedule, last_utc: began_utc });
    if (seen.size === most) break;
  }
  return [...seen.values()];
}

export function animalsOf(sessions: readonly Summary[]): string[] {
  const names = new Set<string>();
  for (const { subjects } of sessions) for (const name of subjects ?? []) names.add(name);
  return [...names].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

// A log names its schedule by the title, a start by the name that it is stored under; empty
// where no such schedule is stored any more.
export function storedName(schedule: string, stored: readonly DocumentEntry[]): string {
  return stored.find(({ name, title }) => name === schedule || title === schedule)?.name ?? "";
}
