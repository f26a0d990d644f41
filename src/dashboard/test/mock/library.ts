// Stored schedules and rigs, in memory: versions are named after their text and never change.
import { createHash } from "node:crypto";
import type { DocumentEntry, DocumentProblem, StoredDocument, Validation } from "../../app/api/types";

const staircase = (iti_ms: number) => `{
  "format": "dyad-schedule/1",
  "name": "mouse-cooperation-staircase",
  "session": { "duration_min": 30 },
  "stages": [
    { "name": "wide", "window_ms": 3000, "reward_ul": 4, "iti_ms": ${iti_ms} },
    { "name": "narrow", "window_ms": 1500, "reward_ul": 4, "iti_ms": ${iti_ms} },
    { "name": "final", "window_ms": 750, "reward_ul": 4, "iti_ms": ${iti_ms} }
  ]
}
`;

const schedule = (name: string) => `{
  "format": "dyad-schedule/1",
  "name": "${name}",
  "session": { "duration_min": 30 },
  "stages": [{ "name": "one", "window_ms": 750, "reward_ul": 4 }]
}
`;

const rig = `{
  "format": "dyad-rig/1",
  "name": "box-1",
  "subjects": ["left", "right"],
  "devices": { "pi": { "kind": "sim" } },
  "channels": {}
}
`;

// The member that each kind cannot be without, besides its name.
const NEEDED = { schedules: "stages", rigs: "devices" };
type Kind = keyof typeof NEEDED;

export class MockLibrary {
  private readonly shelves: Record<Kind, DocumentEntry[]> = { schedules: [], rigs: [] };
  private readonly texts = new Map<string, string>();

  constructor() {
    this.put("schedules", staircase(6000), "first", "2026-11-12T08:00:00Z");
    this.put("schedules", staircase(4000), "shorter ITI", "2026-11-20T08:00:00Z");
    for (const name of ["mouse-cooperation-solo", "quick-start"]) this.put("schedules", schedule(name), null, null);
    this.put("rigs", rig, "new box", "2026-11-02T09:30:00Z");
  }

  list(kind: Kind): DocumentEntry[] {
    return this.shelves[kind];
  }

  // Of the newest where no version is named.
  text(kind: Kind, name: string, version: string | null): string | null {
    const entry = this.shelves[kind].find((each) => each.name === name);
    return this.texts.get(`${kind}/${name}@${version ?? entry?.versions[0]?.id}`) ?? null;
  }

  // `utc` null: it comes with dyad.
  put(kind: Kind, text: string, note: string | null, utc: string | null): StoredDocument {
    const { name } = JSON.parse(text) as { name: string };
    const sha256 = createHash("sha256").update(text).digest("hex");
    const id = sha256.slice(0, 12);
    const origin = utc === null ? "built-in" : "stored";
    let entry = this.shelves[kind].find((each) => each.name === name);
    if (!entry) this.shelves[kind].push((entry = { name, title: name, origin, versions: [] }));
    const already_there = entry.versions.some((version) => version.id === id);
    if (!already_there) {
      entry.versions.unshift({ id, sha256, stored_utc: utc, stored_by: utc && "anna", note, origin });
      this.texts.set(`${kind}/${name}@${id}`, text);
    }
    return { name, id, sha256, already_there };
  }
}

export function validate(kind: Kind, text: string): Validation {
  let document: Record<string, unknown>;
  try {
    document = JSON.parse(text);
  } catch {
    return said({ line: text.split("\n").length, column: 1, pointer: "", detail: "the text ends too early, or a sign is too much", remedy: "Look for a missing bracket or comma." });
  }
  const missing = ["name", NEEDED[kind]].filter((member) => document[member] === undefined);
  const problems: DocumentProblem[] = missing.map((member) => ({ line: 1, column: 1, pointer: "", detail: `the member "${member}" is missing` }));
  const typo = text.split("\n").findIndex((line) => line.includes('"windw_ms"'));
  if (typo >= 0) problems.push({ line: typo + 1, column: 23, pointer: "/stages/0/windw_ms", detail: 'the unknown member "windw_ms"', remedy: 'did you mean "window_ms"?' });
  return said(...problems);
}

function said(...problems: DocumentProblem[]): Validation {
  return { valid: problems.length === 0, problems };
}
