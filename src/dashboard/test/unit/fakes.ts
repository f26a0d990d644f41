// Time and wires that a test holds in its hand.
import type { Timers, Wire } from "../../app/api/socket";

export class FakeTimers implements Timers {
  now_ms = 0;
  private next = 1;
  private readonly waiting = new Map<number, { at: number; what: () => void }>();

  set(after_ms: number, what: () => void): number {
    this.waiting.set(this.next, { at: this.now_ms + after_ms, what });
    return this.next++;
  }
  clear(timer: number): void {
    this.waiting.delete(timer);
  }
  get pending(): number {
    return this.waiting.size;
  }
  // Lets time pass; what is due runs in its order.
  pass(ms: number): void {
    const until = this.now_ms + ms;
    for (;;) {
      const due = [...this.waiting].filter(([, { at }]) => at <= until).sort((a, b) => a[1].at - b[1].at)[0];
      if (!due) break;
      this.waiting.delete(due[0]);
      this.now_ms = due[1].at;
      due[1].what();
    }
    this.now_ms = until;
  }
}

export class FakeWire implements Wire {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  sent: string[] = [];
  closed = false;

  constructor(readonly address: string) {}
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.closed = true;
  }
  say(...records: unknown[]): void {
    this.onmessage?.({ data: records.map((record) => JSON.stringify(record)).join("\n") });
  }
}

export class FakeNetwork {
  readonly wires: FakeWire[] = [];
  readonly open = (address: string): FakeWire => {
    const wire = new FakeWire(address);
    this.wires.push(wire);
    return wire;
  };
  get last(): FakeWire {
    return this.wires[this.wires.length - 1]!;
  }
}

// Lets promises that are already settled run on.
export async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}
