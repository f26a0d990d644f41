// Valves held open as long as a person holds a button: a lease that is renewed, and given
// back at once on release. Should all of this fail, the daemon closes them when the lease
// runs out.
import type { Timers } from "../api/socket";

export interface FlushCalls {
  open(lease_ms: number): Promise<{ lease: number }>;
  renew(lease: number, lease_ms: number): Promise<unknown>;
  close(lease: number): Promise<unknown>;
}

export const LEASE_MS = 2000;
export const RENEW_MS = 700;

export class FlushHold {
  private held = false;
  // Rises with every press: an answer to an earlier one is told by it.
  private press = 0;
  private timer: number | null = null;
  private lease: number | null = null;

  constructor(
    private readonly calls: FlushCalls,
    private readonly timers: Timers,
    private readonly show: (open: boolean, problem: unknown) => void,
  ) {}

  async down(): Promise<void> {
    if (this.held) return;
    this.held = true;
    const press = ++this.press;
    try {
      const { lease } = await this.calls.open(LEASE_MS);
      if (!this.held || press !== this.press) {
        await this.calls.close(lease); // let go while it was asked for
        return;
      }
      this.lease = lease;
      this.show(true, null);
      this.renewLater();
    } catch (problem) {
      if (press === this.press) this.fail(problem);
    }
  }

  async up(): Promise<void> {
    if (!this.held) return;
    this.held = false;
    const lease = this.lease;
    this.forget();
    this.show(false, null);
    if (lease === null) return;
    try {
      await this.calls.close(lease);
    } catch (problem) {
      // Not reached: the lease ends by itself.
      this.show(false, problem);
    }
  }

  private renewLater(): void {
    this.timer = this.timers.set(RENEW_MS, () => void this.renew());
  }

  private async renew(): Promise<void> {
    const lease = this.lease;
    if (!this.held || lease === null) return;
    try {
      await this.calls.renew(lease, LEASE_MS);
      if (this.held && this.lease === lease) this.renewLater();
    } catch (problem) {
      if (this.lease === lease) this.fail(problem);
    }
  }

  private fail(problem: unknown): void {
    this.held = false;
    this.forget();
    this.show(false, problem);
  }

  private forget(): void {
    if (this.timer !== null) this.timers.clear(this.timer);
    this.timer = null;
    this.lease = null;
  }
}
