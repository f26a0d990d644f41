// A WebSocket that comes back by itself. Everything it touches is handed in, so that a
// test can hold the time and the wire.

export interface Wire {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
  send(text: string): void;
  close(): void;
}

export interface Timers {
  set(after_ms: number, what: () => void): number;
  clear(timer: number): void;
}

export const browserTimers: Timers = {
  set: (after_ms, what) => window.setTimeout(what, after_ms),
  clear: (timer) => window.clearTimeout(timer),
};

export type LinkState = "connecting" | "open" | "waiting" | "closed";

export interface Handlers {
  // The address as of now: a reconnect may ask for another place.
  address(): string;
  message(text: string): void;
  state?(state: LinkState, attempt: number): void;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;

// How long to wait before attempt number `attempt` (from 1).
export function backoff_ms(attempt: number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS);
}

export class ReconnectingSocket {
  private wire: Wire | null = null;
  private timer: number | null = null;
  private attempt = 0;
  private wanted = false;

  constructor(
    private readonly open: (address: string) => Wire,
    private readonly handlers: Handlers,
    private readonly timers: Timers,
  ) {}

  start(): void {
    if (this.wanted) return;
    this.wanted = true;
    this.attempt = 0;
    this.connect();
  }

  // Ends it for good, until start().
  stop(): void {
    this.wanted = false;
    this.forget();
    this.tell("closed");
  }

  // For whoever knows better than the wire that it is dead: drops it and tries again.
  restart(): void {
    if (!this.wanted) return;
    this.forget();
    this.later();
  }

  // Tries at once where it was waiting: the network is said to be back.
  hurry(): void {
    if (!this.wanted || this.wire) return;
    this.forget();
    this.connect();
  }

  get isOpen(): boolean {
    return this.wire !== null && this.attempt === 0;
  }

  send(text: string): boolean {
    if (!this.isOpen) return false;
    this.wire?.send(text);
    return true;
  }

  private connect(): void {
    this.tell("connecting");
    const wire = this.open(this.handlers.address());
    this.wire = wire;
    // A try counts as failed until the wire is open.
    this.attempt += 1;
    wire.onopen = () => {
      this.attempt = 0;
      this.tell("open");
    };
    wire.onmessage = (event) => this.handlers.message(String(event.data));
    wire.onclose = () => {
      this.wire = null;
      if (this.wanted) this.later();
    };
  }

  private later(): void {
    this.attempt = Math.max(this.attempt, 1);
    this.tell("waiting");
    this.timer = this.timers.set(backoff_ms(this.attempt), () => {
      this.timer = null;
      this.connect();
    });
  }

  private forget(): void {
    if (this.timer !== null) this.timers.clear(this.timer);
    this.timer = null;
    const wire = this.wire;
    this.wire = null;
    if (!wire) return;
    wire.onopen = wire.onmessage = wire.onclose = null;
    wire.close();
  }

  private tell(state: LinkState): void {
    this.handlers.state?.(state, this.attempt);
  }
}

export function openWebSocket(address: string): Wire {
  return new WebSocket(address) as unknown as Wire;
}

export function socketAddress(path: string, at: { protocol: string; host: string }): string {
  return `${at.protocol === "https:" ? "wss:" : "ws:"}//${at.host}/api/v1${path}`;
}
