// A schedule or a rig while it is written: what it came from, and what the daemon said of it.
import type { DocumentProblem, StoredDocument, Validation } from "../api/types";

export type Kind = "schedules" | "rigs";
export const KINDS: readonly Kind[] = ["schedules", "rigs"];

export function kindName(kind: Kind): string {
  return kind === "schedules" ? "schedule" : "rig";
}

export interface Draft {
  kind: Kind;
  text: string;
  from: { name: string; id: string } | null; // the stored version that was opened
  opened: string; // the text as it was opened or last stored
  note: string;
  checked: { text: string; answer: Validation } | null;
  stored: StoredDocument | null; // what the last store gave, until the text is another
}

export function emptyDraft(kind: Kind): Draft {
  return { kind, text: "", from: null, opened: "", note: "", checked: null, stored: null };
}

export function openedDraft(kind: Kind, name: string, id: string, text: string): Draft {
  return { ...emptyDraft(kind), from: { name, id }, text, opened: text };
}

// Not stored, and lost where another text is opened.
export function isChanged(draft: Draft): boolean {
  return draft.text !== draft.opened && draft.text.trim() !== "";
}

// A text that says what it is may be pasted, or read from a file, in place of the other kind.
export function edited(draft: Draft, text: string): Draft {
  const kind = draft.from === null ? (kindIn(text) ?? draft.kind) : draft.kind;
  return { ...draft, kind, text, stored: null };
}

function kindIn(text: string): Kind | null {
  const format = /"format"\s*:\s*"dyad-(schedule|rig)\//.exec(text)?.[1];
  return format === undefined ? null : format === "rig" ? "rigs" : "schedules";
}

export function storedDraft(draft: Draft, stored: StoredDocument): Draft {
  return { ...draft, from: { name: stored.name, id: stored.id }, opened: draft.text, note: "", stored };
}

// True where the problems shown are those of an earlier text.
export function isStale(draft: Draft): boolean {
  return draft.checked !== null && draft.checked.text !== draft.text;
}

// The name that the text gives itself, as far as it can be read.
export function titleIn(text: string): string | null {
  try {
    const { name } = JSON.parse(text) as { name?: unknown };
    return typeof name === "string" ? name : null;
  } catch {
    return null;
  }
}

export function placeOf(problem: DocumentProblem): string {
  if (problem.line === undefined) return problem.pointer ?? "";
  const column = problem.column === undefined ? "" : `, column ${problem.column}`;
  return `line ${problem.line}${column}`;
}

// From where to where a line stands in the text; lines count from 1.
export function lineRange(text: string, line: number): [begin: number, end: number] {
  let begin = 0;
  for (let at = 1; at < line; at++) {
    const next = text.indexOf("\n", begin);
    if (next < 0) break;
    begin = next + 1;
  }
  const end = text.indexOf("\n", begin);
  return [begin, end < 0 ? text.length : end];
}

export function lineCount(text: string): number {
  return text.split("\n").length;
}

// Lines that have a problem, each once.
export function linesAtFault(problems: readonly DocumentProblem[]): ReadonlySet<number> {
  return new Set(problems.map(({ line }) => line).filter((line): line is number => line !== undefined));
}

export function documentPath(kind: Kind, name: string, id: string): string {
  return `/${kind}/${encodeURIComponent(name)}?version=${encodeURIComponent(id)}`;
}
