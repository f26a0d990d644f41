// The filter of the list of sessions, as the daemon takes it.
export interface SessionFilter {
  animals: string; // one name, or the two of a pair
  schedule: string;
  text: string;
}

export function animalsIn(text: string): string[] {
  return text.split(/[\s,+]+/).filter((name) => name !== "");
}

// Names are exact, and a session must have all of them.
export function sessionQuery(filter: SessionFilter, limit: number, offset: number): string {
  const params = new URLSearchParams({ limit: String(limit), offset: String(offset) });
  const animals = animalsIn(filter.animals);
  const text = filter.text.trim();
  if (animals.length > 0) params.set("subject", animals.join(","));
  if (filter.schedule !== "") params.set("schedule", filter.schedule);
  if (text !== "") params.set("text", text);
  return `/sessions?${params.toString()}`;
}
