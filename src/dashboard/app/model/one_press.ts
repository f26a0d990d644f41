// Lets one press through, and none after it until its call was answered and a moment has
// passed: a double click is one press.
import type { Timers } from "../api/socket";

export const REST_MS = 1000;

export class OnePress {
  private resting = false;

  constructor(
    private readonly timers: Timers,
    private readonly show: (resting: boolean) => void,
  ) {}

  async press(call: () => Promise<unknown>): Promise<void> {
    if (this.resting) return;
    this.rest(true);
    const rested = new Promise<void>((done) => this.timers.set(REST_MS, done));
    try {
      await call();
    } finally {
      await rested;
      this.rest(false);
    }
  }

  private rest(resting: boolean): void {
    this.resting = resting;
    this.show(resting);
  }
}
