// One line of the log onto the columns: the same that the daemon does for GET .../columns,
// so that a picture which followed a session equals one that was loaded at its end.
import { type Columns, outcomeCode, type Trials } from "./columns";

// The members that are read here; docs/session_log_format.md has them all.
export interface LogRecord {
  seq: number;
  t?: number;
  type: string;
  kind?: string;
  note?: string;
  channel?: string;
  active?: boolean;
  trial?: number;
  first?: string;
  subject?: string;
  closes_at_us?: number;
  outcome?: string;
  dt_us?: number;
  dt_uncertainty_us?: number;
  ambiguous?: boolean;
  volume_nl?: number;
  message?: string;
  reason?: string;
}

// Which operanda there are, and whose: name of a channel -> index of the subject.
export type Operanda = ReadonlyMap<string, number>;

export function operandaOf(
  channels: readonly { name: string; kind: string; seat: string | null }[],
  seats: readonly string[],
): Operanda {
  const operanda = new Map<string, number>();
  for (const { name, kind, seat } of channels) {
    const subject = seat === null ? -1 : seats.indexOf(seat);
    if ((kind === "poke" || kind === "lever") && subject >= 0) operanda.set(name, subject);
  }
  return operanda;
}

export class RecordReader {
  // Of each operandum that is held: which poke of its subject began with it.
  private readonly held = new Map<string, number>();

  constructor(
    private readonly columns: Columns,
    private readonly operanda: Operanda,
  ) {}

  // False where the line is not the next one: nothing was done then.
  apply(record: LogRecord): boolean {
    const columns = this.columns;
    if (record.seq !== columns.next_seq) return false;
    columns.next_seq += 1;
    columns.revision += 1;
    const t = record.t ?? 0;
    // Faults and actuations may look back, never forward.
    if (t > columns.lasted_us) columns.lasted_us = t;
    if (record.type === "input" && record.kind === "edge") this.edge(record, t);
    else if (record.type === "note") this.note(record, t);
    else if (record.type === "command") this.command(record, t);
    else if (record.type === "fault") this.fault(record, t);
    else if (record.type === "end") columns.end_reason = record.reason ?? "ended";
    return true;
  }

  private edge(record: LogRecord, t: number): void {
    const channel = record.channel ?? "";
    const subject = this.operanda.get(channel);
    const pokes = subject === undefined ? undefined : this.columns.pokes[subject];
    if (!pokes) return;
    if (record.active) {
      this.held.set(channel, pokes.on_us.length);
      pokes.on_us.push(t);
      pokes.off_us.push(null);
      return;
    }
    const at = this.held.get(channel) ?? lastHeld(pokes.off_us);
    this.held.delete(channel);
    pokes.off_us.set(at, t);
    const lasted = t - pokes.on_us.at(at);
    if (lasted > pokes.longest_us) pokes.longest_us = lasted;
  }

  private note(record: LogRecord, t: number): void {
    const { trials, pauses } = this.columns;
    const last = pauses[pauses.length - 1];
    switch (record.note) {
      case "trial_start":
        begin(trials, record.trial ?? 0, t);
        break;
      case "window_open":
        this.window(record, t);
        break;
      case "outcome":
        this.outcome(record, t);
        break;
      case "ambiguous":
        trials.ambiguous.set(rowOf(trials, record.trial), 1);
        break;
      case "paused":
        if (!last || !Number.isNaN(last.to_us)) pauses.push({ from_us: t, to_us: NaN });
        break;
      case "resumed":
      case "session_end":
        if (last && Number.isNaN(last.to_us)) last.to_us = t;
        break;
    }
  }

  private window(record: LogRecord, t: number): void {
    const { trials, subjects } = this.columns;
    const row = rowOf(trials, record.trial);
    const closes = record.closes_at_us ?? NaN;
    trials.opened_us.set(row, t);
    trials.closes_us.set(row, closes);
    trials.first.set(row, indexOrNull(subjects, record.first));
    if (closes > t) this.columns.window_us = closes - t;
  }

  private outcome(record: LogRecord, t: number): void {
    const { trials } = this.columns;
    const row = rowOf(trials, record.trial);
    trials.decided_us.set(row, t);
    trials.outcome.set(row, outcomeCode(record.outcome ?? null));
    trials.dt_us.set(row, record.dt_us ?? null);
    trials.dt_uncertainty_us.set(row, record.dt_uncertainty_us ?? null);
    if (record.ambiguous) trials.ambiguous.set(row, 1);
  }

  private command(record: LogRecord, t: number): void {
    const manual = record.kind === "manual_reward";
    if (!manual && record.kind !== "reward") return;
    const column = this.columns.rewards[this.columns.subjects.indexOf(record.subject ?? "")];
    column?.t_us.push(t);
    column?.volume_nl.push(record.volume_nl ?? 0);
    column?.manual.push(manual ? 1 : 0);
  }

  private fault(record: LogRecord, t: number): void {
    const { kind = "", message = "" } = record;
    this.columns.faults.push({ t_us: t, kind, message });
  }
}

function begin(trials: Trials, number: number, t: number): void {
  trials.number.push(number);
  trials.start_us.push(t);
  trials.outcome.push(0);
  trials.ambiguous.push(0);
  const empty = [
    trials.opened_us,
    trials.closes_us,
    trials.decided_us,
    trials.dt_us,
    trials.dt_uncertainty_us,
    trials.first,
  ];
  for (const column of empty) column.push(null);
}

// Trials are looked up from the end: what is noted is nearly always the last one.
function rowOf(trials: Trials, number: number | undefined): number {
  for (let row = trials.number.length - 1; row >= 0; row--) {
    const at = trials.number.at(row);
    if (at === number) return row;
    if (number === undefined || at < number) return -1;
  }
  return -1;
}

// A poke that was held when the columns were asked for: its channel is not known.
function lastHeld(off_us: { length: number; at(i: number): number }): number {
  for (let i = off_us.length - 1; i >= 0; i--) if (Number.isNaN(off_us.at(i))) return i;
  return -1;
}

function indexOrNull(names: readonly string[], name: string | undefined): number | null {
  const at = name === undefined ? -1 : names.indexOf(name);
  return at < 0 ? null : at;
}
