// The filter of the list of sessions, as the daemon takes it.
export interface SessionFilter {
  animals: string; // one name, or the two of a pair
  schedule: string;
  text: string;
}

export function animalsIn(text: string): string[] {
  return text.split(/[\s,+]+/).filter((name) => name !== "");
}

// The daemon filters by one animal and by one text. Of a pair the second name goes into the
// text, which is looked for in the names of the animals, too.
export function sessionQuery(filter: SessionFilter, limit: number, offset: number): string {
  const params = new URLSearchParams({ limit: String(limit), offset: String(offset) });
  const [subject, partner] = animalsIn(filter.animals);
  const text = partner ?? filter.text.trim();
  if (subject) params.set("subject", subject);
  if (filter.schedule !== "") params.set("schedule", filter.schedule);
  if (text !== "") params.set("text", text);
  return `/sessions?${params.toString()}`;
}
