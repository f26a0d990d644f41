// The shapes of docs/control_api.md, as the daemon sends them.

export type Role = "nobody" | "viewer" | "operator";

export interface Me {
  name: string | null;
  role: Role;
  token_required: boolean;
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
  remedy?: string;
  problems?: DocumentProblem[];
  refusals?: Refusal[];
}

export interface DocumentProblem {
  line?: number;
  column?: number;
  pointer?: string;
  detail: string;
  remedy?: string;
}

export interface Channel {
  name: string;
  kind: string;
  seat: string | null;
  output: boolean;
  device: string;
}

export interface Rig {
  name: string;
  file: string;
  simulated: boolean;
  seats: string[];
  channels: Channel[];
}

export interface StageName {
  index: number;
  name: string;
  reason?: string;
}

export interface Tally {
  trials: number;
  coordinated: number;
  missed: number;
  omissions: number;
  errors: number;
  aborted: number;
  ambiguous: number;
  responses: number[];
  rewards: number[];
  manual_rewards: number[];
  volume_nl: number[];
  last_dt_us: number | null;
}

export interface DeviceHealth {
  name: string;
  kind: string;
  lost: boolean;
  link: {
    connected: boolean;
    retransmits: number;
    crc_errors: number;
    lost_events: number;
  } | null;
  clock: { uncertainty_us: number; drift_ppm: number } | null;
}

export type Phase =
  | "initiating"
  | "waiting"
  | "window_open"
  | "iti"
  | "paused"
  | "idle"
  | "ended";

export interface RunningSession {
  id: string;
  subjects: string[];
  schedule: string;
  stage: StageName | null;
  source: string;
  planned_us: number | null;
  t_us: number;
  trial: number;
  phase: Phase;
  window: { opened_us: number; closes_at_us: number } | null;
  iti_until_us: number | null;
  window_us: number | null;
  tally: Tally;
  devices: DeviceHealth[];
  lateness: { median_us: number; p99_us: number; max_us: number } | null;
  realtime: unknown[];
  notes: number;
}

export type DaemonState = "idle" | "hardware" | "starting" | "running" | "paused" | "ending";

export interface Interrupted {
  id: string;
  subjects: string[];
  schedule: string;
  stage: string | null;
  reason: string;
  lasted_us: number;
  remaining_us: number;
}

export interface Status {
  version: string;
  commit: string;
  now_utc: string;
  data_folder: string;
  disk_free_bytes: number | null;
  rig: Rig;
  state: DaemonState;
  session: RunningSession | null;
  interrupted: Interrupted[];
  last_problem: Problem | null;
}

export interface Finding {
  id: string;
  level: "ok" | "warn" | "fail";
  title: string;
  detail: string;
  remedy: string;
}

export interface Doctor {
  findings: Finding[];
  worst: "ok" | "warn" | "fail";
}

export interface Summary {
  id: string;
  began_utc: string | null;
  subjects: string[] | null;
  schedule: string | null;
  stage: StageName | null;
  rig: string | null;
  source: string | null;
  planned_us: number | null;
  lasted_us: number | null;
  end_reason: string | null;
  running: boolean;
  trials: number | null;
  coordinated: number | null;
  missed: number | null;
  omissions: number | null;
  errors: number | null;
  aborted: number | null;
  ambiguous: number | null;
  success_permille: number | null;
  volume_nl: number[] | null;
  continues: string | null;
  bytes: number;
  problem: string | null;
}

export interface Note {
  utc: string;
  t_us: number | null;
  by: string;
  text: string;
}

export interface Share {
  coordinated: number;
  decided: number;
}

export interface Chance {
  permille: number;
  low_permille: number;
  high_permille: number;
  shifts: number;
}

export interface Measures {
  last20: Share;
  success: Share;
  chance: Chance | null;
}

export interface SessionDetail extends Summary {
  notes: Note[] | number;
  recovery: unknown;
  measures: Measures | null;
}

export interface StartBody {
  subjects?: string[];
  schedule?: string;
  version?: string;
  stage?: string;
  duration?: string;
  labels?: Record<string, string>;
  seed?: string;
  speed?: string;
  override?: string[];
  continue?: string;
}

export interface Refusal {
  code: string;
  detail: string;
  remedy: string;
  can_override: boolean;
}

export interface CheckAnswer {
  ok: boolean;
  stage: StageName | null;
  duration_us: number | null;
  refusals: Refusal[];
  problems: DocumentProblem[];
}

export type Outcome = "coordinated" | "miss" | "omission" | "error" | "aborted";

export interface ColumnsAnswer {
  id: string;
  subjects: string[];
  seats: string[];
  planned_us: number | null;
  window_us: number | null;
  lasted_us: number;
  through_seq: number;
  end_reason: string | null;
  pokes: { on_us: number[]; off_us: (number | null)[] }[];
  trials: {
    number: number[];
    start_us: (number | null)[];
    opened_us: (number | null)[];
    closes_us: (number | null)[];
    decided_us: (number | null)[];
    outcome: (string | null)[];
    dt_us: (number | null)[];
    dt_uncertainty_us: (number | null)[];
    ambiguous: boolean[];
    first: (number | null)[];
  };
  rewards: { t_us: number[]; volume_nl: number[]; manual: boolean[] }[];
  faults: { t_us: number[]; kind: string[]; message: string[] };
  pauses: { from_us: number[]; to_us: (number | null)[] };
}

export interface DecidedTrial {
  number: number;
  opened_us: number | null;
  outcome: string;
  dt_us: number | null;
  ambiguous: boolean;
}

export interface WhatIfCounts {
  coordinated: number;
  missed: number;
  decided: number;
}

export interface WhatIf {
  window_us: number;
  logged: WhatIfCounts;
  redecided: WhatIfCounts;
  changes: { logged: DecidedTrial | null; redecided: DecidedTrial | null }[];
}

// A schedule or a rig, and what was stored under its name.
export interface DocumentVersion {
  id: string;
  sha256: string;
  stored_utc: string | null;
  stored_by: string | null;
  note: string | null;
  origin: "stored" | "built-in";
}

export interface DocumentEntry {
  name: string;
  title: string;
  origin: "stored" | "built-in";
  versions: DocumentVersion[]; // newest first
}

export interface Validation {
  valid: boolean;
  problems: DocumentProblem[];
}

export interface StoredDocument {
  name: string;
  id: string;
  sha256: string;
  already_there: boolean;
}

export interface Job {
  job: number;
  channel: string;
  done: number;
  of: number;
  state: "running" | "done" | "stopped" | "failed";
  open_us: number[];
  problem: Problem | string | null;
}

export interface HardwareAnswer {
  state: "closed" | "opening" | "open";
  lines: Record<string, boolean>;
  devices: DeviceHealth[];
  problem: Problem | null;
}

export interface CalibrationRow {
  open_ms: string;
  pulses: number;
  weights_mg: string[];
}

export interface Fit {
  slope_nl_per_ms: number;
  intercept_nl: number;
  residuals_nl: number[];
  worst_percent: number;
}

export interface CalibrationRecord {
  id?: string;
  made_utc: string;
  made_by: string | null;
  note: string | null;
  channel: string;
  rows: CalibrationRow[];
  table: { open_us: number; volume_nl: number }[];
  fit: Fit;
}

export interface CalibrationChannel {
  channel: string;
  seat: string | null;
  in_use: {
    record: string | null;
    table: { open_us: number; volume_nl: number }[];
    age_days: number | null;
    max_age_days: number | null;
  } | null;
  history: CalibrationRecord[];
}
