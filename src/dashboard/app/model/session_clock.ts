// What the session's time is now, between two messages that said it. Each message was
// some milliseconds on its way, so the best of the last few is the one that came
// earliest for what it says.
const KEPT = 12;
// Beyond this the daemon is not heard any more, and a bar that went on would lie.
const LONGEST_GUESS_MS = 1500;

interface Sample {
  local_ms: number;
  t_us: number;
}

export class SessionClock {
  private samples: Sample[] = [];
  private shown_us = 0;
  private id = "";

  // `local_ms` is a clock of this page that never jumps (performance.now()).
  hear(id: string, t_us: number, local_ms: number): void {
    if (id !== this.id) {
      this.id = id;
      this.samples = [];
      this.shown_us = 0;
    }
    this.samples.push({ local_ms, t_us });
    if (this.samples.length > KEPT) this.samples.shift();
  }

  // Session µs a local ms. A session runs in real time, unless it is simulated faster.
  private rate(): number {
    const first = this.samples[0];
    const last = this.samples[this.samples.length - 1];
    if (!first || !last || last.local_ms - first.local_ms < 500) return 1000;
    const measured = (last.t_us - first.t_us) / (last.local_ms - first.local_ms);
    // Late messages make it look slower or faster than it is.
    return measured > 700 && measured < 1400 ? 1000 : Math.max(0, measured);
  }

  // Never falls within a session.
  now_us(local_ms: number): number {
    const last = this.samples[this.samples.length - 1];
    if (!last) return 0;
    const until = Math.min(local_ms, last.local_ms + LONGEST_GUESS_MS);
    const rate = this.rate();
    let best = last.t_us;
    if (rate === 1000) {
      for (const { local_ms: at, t_us } of this.samples) {
        best = Math.max(best, t_us + (until - at) * rate);
      }
    } else {
      best += (until - last.local_ms) * rate;
    }
    this.shown_us = Math.max(this.shown_us, best);
    return this.shown_us;
  }
}
