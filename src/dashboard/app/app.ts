// What all pages share: the API's client, the daemon's state as it comes over /live, and
// the log of the session that runs. Made once in main.tsx and handed down.
import { Client, problemFrom, sessionPath } from "./api/client";
import {
  browserTimers,
  type LinkState,
  openWebSocket,
  ReconnectingSocket,
  socketAddress,
} from "./api/socket";
import type { ColumnsAnswer, Job, Me, Measures, Note, Problem, Status } from "./api/types";
import { operandaOf } from "./model/apply_record";
import { EventFeed } from "./model/event_feed";
import { type Draft, emptyDraft } from "./model/library";
import { SessionClock } from "./model/session_clock";
import { hasSession } from "./model/words";
import { Store } from "./ui/store";

interface LiveMessage {
  status?: Status;
  measures?: Measures & { id: string };
  lines?: Record<string, boolean>;
  job?: Job;
  note?: Note & { id: string };
}

// A running session is told of four times a second: silence means a dead connection.
const SILENCE_MS = 4000;
const FEED_TICK_MS = 100;

export class App {
  readonly client = new Client();
  readonly me = new Store<Me | null>(null);
  readonly status = new Store<Status | null>(null);
  readonly link = new Store<LinkState>("connecting");
  readonly measures = new Store<(Measures & { id: string }) | null>(null);
  readonly lines = new Store<Record<string, boolean>>({});
  readonly job = new Store<Job | null>(null);
  readonly note = new Store<(Note & { id: string }) | null>(null);
  readonly notice = new Store<Problem | null>(null);
  readonly feed = new Store<EventFeed | null>(null);
  readonly feedTick = new Store(0);
  // Kept here, so that looking at another page loses nothing of it.
  readonly draft = new Store<Draft>(emptyDraft("schedules"));
  readonly clock = new SessionClock();
  private readonly live: ReconnectingSocket;
  private heard_ms = 0;
  private tickTimer: number | null = null;
  private wantsHardware = false;

  constructor() {
    this.client.onSignedOut = () => void this.identify();
    this.live = new ReconnectingSocket(
      openWebSocket,
      {
        address: () => socketAddress("/live", location),
        message: (text) => this.hear(JSON.parse(text) as LiveMessage),
        state: (state) => this.linkIs(state),
      },
      browserTimers,
    );
    window.setInterval(() => this.watch(), 1000);
    window.addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => this.hurry());
  }

  // Who is asking, and with that whether anything can be shown.
  async identify(): Promise<void> {
    try {
      this.me.set(await this.client.get<Me>("/me"));
    } catch (error) {
      this.notice.set(problemFrom(error));
      window.setTimeout(() => void this.identify(), 2000);
      return;
    }
    if (this.me.get()?.role === "nobody") this.live.stop();
    else this.live.start();
  }

  get mayOperate(): boolean {
    return this.me.get()?.role === "operator";
  }

  // A call that a person asked for. Shows what went wrong; null then.
  async attempt<T>(call: Promise<T>): Promise<T | null> {
    try {
      const answer = await call;
      this.notice.set(null);
      return answer ?? (true as T);
    } catch (error) {
      this.notice.set(problemFrom(error));
      return null;
    }
  }

  holdHardware(wanted: boolean): void {
    this.wantsHardware = wanted;
    this.live.send(JSON.stringify({ hardware: wanted }));
    if (!wanted) this.lines.set({});
  }

  // The session's time now, as well as it is known here.
  now_us(local_ms: number): number {
    return this.clock.now_us(local_ms);
  }

  private linkIs(state: LinkState): void {
    this.link.set(state);
    if (state !== "open") return;
    this.heard_ms = performance.now();
    if (this.wantsHardware) this.live.send(JSON.stringify({ hardware: true }));
  }

  private hear(message: LiveMessage): void {
    this.heard_ms = performance.now();
    if (message.status) this.hearStatus(message.status);
    if (message.measures) this.measures.set(message.measures);
    if (message.lines) this.lines.set({ ...this.lines.get(), ...message.lines });
    if (message.job) this.job.set(message.job);
    if (message.note) this.note.set(message.note);
  }

  private hearStatus(status: Status): void {
    const { session } = status;
    if (status.state === "starting") this.forgetSession();
    if (session && status.state !== "starting") {
      this.clock.hear(session.id, session.t_us, performance.now());
      if (this.feed.get()?.id !== session.id) this.followSession(session.id);
    }
    this.status.set(status);
  }

  // The one before: what starts now is another.
  private forgetSession(): void {
    this.feed.get()?.stop();
    this.feed.set(null);
  }

  private followSession(id: string): void {
    this.forgetSession();
    const feed = new EventFeed(id, {
      columns: (of) => this.client.get<ColumnsAnswer>(`${sessionPath(of)}/columns`),
      open: openWebSocket,
      address: (of, from) =>
        socketAddress(`/events?session=${encodeURIComponent(of)}&from=${from}`, location),
      operanda: (seats) => operandaOf(this.status.get()?.rig.channels ?? [], seats),
      timers: browserTimers,
      changed: () => this.tick(),
    });
    this.feed.set(feed);
    void feed.start();
  }

  // Events come faster than a page must be drawn; pictures read the columns themselves.
  private tick(): void {
    if (this.tickTimer !== null) return;
    this.tickTimer = window.setTimeout(() => {
      this.tickTimer = null;
      this.feedTick.set(this.feedTick.get() + 1);
    }, FEED_TICK_MS);
  }

  private watch(): void {
    const silent = performance.now() - this.heard_ms > SILENCE_MS;
    if (!silent || !this.live.isOpen || !hasSession(this.status.get())) return;
    this.live.restart();
    this.feed.get()?.doubt();
  }

  private hurry(): void {
    if (document.visibilityState !== "visible") return;
    this.live.hurry();
    this.feed.get()?.hurry();
  }
}
