// What is going on right now: in words, as a shrinking bar, and how much is left.
import { useEffect, useRef } from "preact/hooks";
import type { RunningSession } from "../api/types";
import { OPEN } from "../model/columns";
import type { EventFeed } from "../model/event_feed";
import { clock, names } from "../model/format";
import { endWord, trialSentence } from "../model/words";
import { useApp } from "../ui/context";
import { OperatorButton } from "../ui/parts";
import { useStore } from "../ui/store";

export function LiveState({ feed }: { feed: EventFeed | null }) {
  const app = useApp();
  const status = useStore(app.status);
  const session = status?.session ?? null;
  const subjects = session?.subjects ?? feed?.columns?.subjects ?? [];
  return (
    <section class="card live-state" aria-label="State of the session">
      <div class="live-who">
        <p class="pair" data-testid="live-pair">
          {subjects.length > 0 ? names(subjects) : "Starting…"}
        </p>
        <p class="muted">
          {session
            ? `${session.schedule}${session.stage ? `, stage “${session.stage.name}”` : ""}${session.source === "sim" ? ", simulated" : ""}`
            : "\u00a0"}
        </p>
      </div>
      <div class="live-now">
        <p class="sentence" data-testid="sentence">
          {sentence(session, feed, status?.state ?? "idle")}
        </p>
        <WindowBar feed={feed} />
      </div>
      <div class="live-time">
        <TimeLeft />
        {session ? <PauseButton /> : <AfterEnd feed={feed} />}
      </div>
    </section>
  );
}

function sentence(session: RunningSession | null, feed: EventFeed | null, state: string): string {
  if (state === "starting") return "Opening the devices…";
  if (session) return trialSentence(session, firstOf(feed));
  const reason = feed?.columns?.end_reason;
  return reason ? `The session has ended: ${endWord(reason)}` : "The session has ended";
}

function firstOf(feed: EventFeed | null): string | null {
  const trials = feed?.columns?.trials;
  if (!trials || trials.outcome.last() !== OPEN) return null;
  return feed!.columns!.subjects[trials.first.last()] ?? null;
}

function PauseButton() {
  const app = useApp();
  const state = useStore(app.status)?.state;
  const paused = state === "paused";
  const call = paused ? "resume" : "pause";
  return (
    <OperatorButton
      testid="pause"
      disabled={state !== "running" && state !== "paused"}
      onClick={() => void app.attempt(app.client.post(`/sessions/current/${call}`))}
    >
      {paused ? "▶ Go on" : "❚❚ Pause"}
    </OperatorButton>
  );
}

function AfterEnd({ feed }: { feed: EventFeed | null }) {
  if (!feed) return null;
  return (
    <a class="button" href={`#/session/${encodeURIComponent(feed.id)}`} data-testid="see-session">
      See this session
    </a>
  );
}

function TimeLeft() {
  const app = useApp();
  const session = useStore(app.status)?.session ?? null;
  const planned = session?.planned_us ?? null;
  const t = session ? session.t_us : NaN;
  return (
    <p class="time-left">
      <span class="big" data-testid="time-left">
        {planned === null ? clock(t) : clock(planned - t)}
      </span>
      <span class="muted">{planned === null ? "so far" : `left of ${clock(planned)}`}</span>
    </p>
  );
}

interface Bar {
  share: number; // of the whole, what is left
  text: string;
  kind: "window" | "iti" | "none";
}

const NO_BAR: Bar = { share: 0, text: "", kind: "none" };

// The open window comes from the log: it is there sooner than the next status.
function barOf(feed: EventFeed | null, session: RunningSession | null, now_us: number): Bar {
  const columns = feed?.columns;
  if (!session || session.phase === "paused" || !columns) return NO_BAR;
  const { trials } = columns;
  const opened = trials.opened_us.last();
  const closes = trials.closes_us.last();
  if (trials.outcome.last() === OPEN && closes > now_us) {
    const left = closes - Math.max(opened, now_us);
    const share = left / Math.max(1, closes - opened);
    return { share, text: `${(left / 1e6).toFixed(2)} s to respond`, kind: "window" };
  }
  const until = session.iti_until_us ?? NaN;
  const ended = trials.decided_us.last();
  if (trials.outcome.last() !== OPEN && until > now_us) {
    const share = (until - now_us) / Math.max(1, until - ended);
    return { share: Math.min(1, share), text: `next trial in ${((until - now_us) / 1e6).toFixed(1)} s`, kind: "iti" };
  }
  return NO_BAR;
}

// Drawn past preact, 60 times a second.
function WindowBar({ feed }: { feed: EventFeed | null }) {
  const app = useApp();
  const bar = useRef<HTMLDivElement>(null);
  const text = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let frame = 0;
    const draw = () => {
      const session = app.status.get()?.session ?? null;
      const now = barOf(feed, session, app.now_us(performance.now()));
      if (bar.current && text.current) {
        bar.current.style.transform = `scaleX(${Math.max(0, now.share).toFixed(4)})`;
        bar.current.parentElement!.dataset["kind"] = now.kind;
        if (text.current.textContent !== now.text) text.current.textContent = now.text;
      }
      frame = requestAnimationFrame(draw);
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [app, feed]);
  return (
    <div class="window-bar" data-testid="window-bar" data-kind="none">
      <div class="fill" ref={bar} />
      <span class="bar-text" ref={text} />
    </div>
  );
}
