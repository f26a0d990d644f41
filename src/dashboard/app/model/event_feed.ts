// Follows one session: its columns once, then each line of its log, over a socket that
// comes back by itself and asks for the line after the last one it has.
import type { Timers } from "../api/socket";
import { type LinkState, ReconnectingSocket, type Wire } from "../api/socket";
import type { ColumnsAnswer } from "../api/types";
import { type LogRecord, type Operanda, RecordReader } from "./apply_record";
import { type Columns, columnsFrom } from "./columns";

export type FeedState =
  | "loading" // the columns are asked for
  | "catching_up" // open, and lines still come in one after another
  | "live"
  | "reconnecting"
  | "ended" // the session is over, all of it is here
  | "failed"; // the columns did not come

export interface FeedView {
  state: FeedState;
  caught_up_lines: number; // how many the last reconnect brought
  reconnects: number;
  problem: unknown;
}

export interface FeedParts {
  columns(id: string): Promise<ColumnsAnswer>;
  open(address: string): Wire;
  address(id: string, from: number): string;
  operanda(seats: readonly string[]): Operanda;
  timers: Timers;
  changed(): void; // `view` or `columns` are others
}

// So long after the last of what was missed, all of it is here.
export const QUIET_MS = 300;
const RETRY_MS = 2000;
// What was missed comes in messages of hundreds of lines; a session, however busy, writes
// fewer between two messages of what happens now.
const MANY_LINES = 50;

export class EventFeed {
  columns: Columns | null = null;
  view: FeedView = { state: "loading", caught_up_lines: 0, reconnects: 0, problem: null };
  private reader: RecordReader | null = null;
  private socket: ReconnectingSocket | null = null;
  private timer: number | null = null;
  private stopped = false;

  constructor(
    readonly id: string,
    private readonly parts: FeedParts,
  ) {}

  async start(): Promise<void> {
    try {
      const answer = await this.parts.columns(this.id);
      if (this.stopped) return;
      this.columns = columnsFrom(answer);
      this.reader = new RecordReader(this.columns, this.parts.operanda(answer.seats));
      this.follow();
    } catch (problem) {
      if (this.stopped) return;
      this.show({ state: "failed", problem });
      this.after(RETRY_MS, () => void this.start());
    }
  }

  stop(): void {
    this.stopped = true;
    this.after(null);
    this.socket?.stop();
  }

  // The network is back, or the page is looked at again.
  hurry(): void {
    this.socket?.hurry();
  }

  // Somebody else found that the daemon is gone: do not trust the socket either.
  doubt(): void {
    if (this.view.state !== "ended") this.socket?.restart();
  }

  private follow(): void {
    this.socket = new ReconnectingSocket(
      this.parts.open,
      {
        address: () => this.parts.address(this.id, this.columns?.next_seq ?? 0),
        message: (text) => this.read(text),
        state: (state) => this.link(state),
      },
      this.parts.timers,
    );
    this.socket.start();
  }

  private link(state: LinkState): void {
    if (this.stopped || this.view.state === "ended") return;
    if (state === "open") {
      const again = this.view.state === "reconnecting";
      this.show({
        state: "catching_up",
        caught_up_lines: 0,
        reconnects: this.view.reconnects + (again ? 1 : 0),
      });
      this.after(QUIET_MS, () => this.show({ state: "live" }));
    } else if (state === "waiting") {
      this.after(null);
      this.show({ state: "reconnecting" });
    }
  }

  private read(text: string): void {
    let lines = 0;
    for (const line of text.split("\n")) {
      if (line === "") continue;
      const record = JSON.parse(line) as LogRecord & { stream?: string };
      if (record.stream === "end") return this.end();
      if (!this.take(record)) return;
      lines += 1;
    }
    if (this.view.state !== "catching_up") return this.parts.changed();
    this.show({ caught_up_lines: this.view.caught_up_lines + lines });
    if (lines >= MANY_LINES) this.after(QUIET_MS, () => this.show({ state: "live" }));
  }

  // False where lines are missing before this one: they are asked for again.
  private take(record: LogRecord): boolean {
    if (this.reader?.apply(record)) return true;
    if (record.seq < (this.columns?.next_seq ?? 0)) return true; // had it already
    this.socket?.restart();
    return false;
  }

  private end(): void {
    this.after(null);
    this.show({ state: "ended" });
    this.socket?.stop();
  }

  private after(ms: number | null, what: () => void = () => {}): void {
    if (this.timer !== null) this.parts.timers.clear(this.timer);
    this.timer = ms === null ? null : this.parts.timers.set(ms, what);
  }

  private show(change: Partial<FeedView>): void {
    this.view = { ...this.view, ...change };
    this.parts.changed();
  }
}
