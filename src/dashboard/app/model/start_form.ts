// The start form, and what of it goes to the daemon.
import type { StartBody } from "../api/types";

export interface StartForm {
  subjects: string[]; // one a seat; empty: not chosen yet
  schedule: string;
  version: string; // empty: the newest
  stage: string; // empty: the one that is due
  duration: string; // empty: the schedule's
  labels: { name: string; value: string }[];
  seed: string;
  speed: string; // empty: real time
  override: string[];
}

export function emptyForm(seats: number): StartForm {
  return {
    subjects: new Array<string>(seats).fill(""),
    schedule: "",
    version: "",
    stage: "",
    duration: "",
    labels: [],
    seed: "",
    speed: "",
    override: [],
  };
}

// Null while there is too little to ask about.
export function bodyOf(form: StartForm): StartBody | null {
  const subjects = form.subjects.map((name) => name.trim());
  if (form.schedule === "" || subjects.length === 0 || subjects.some((name) => name === "")) return null;
  const body: StartBody = { subjects, schedule: form.schedule };
  const optional = ["version", "stage", "duration", "seed", "speed"] as const;
  for (const key of optional) {
    const value = form[key].trim();
    if (value !== "") body[key] = value;
  }
  const labels = form.labels.filter(({ name }) => name.trim() !== "");
  if (labels.length > 0) {
    body.labels = Object.fromEntries(labels.map(({ name, value }) => [name.trim(), value.trim()]));
  }
  if (form.override.length > 0) body.override = form.override;
  return body;
}

// Names of the stages in a schedule's text; none where it cannot be read here.
export function stageNames(document: unknown): string[] {
  const stages = (document as { stages?: unknown } | null)?.stages;
  if (!Array.isArray(stages)) return [];
  return stages
    .map((stage: unknown) => (stage as { name?: unknown } | null)?.name)
    .filter((name): name is string => typeof name === "string");
}
