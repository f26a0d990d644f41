// Whether what the page shows is all there is.
import { useEffect, useState } from "preact/hooks";
import type { EventFeed } from "../model/event_feed";
import { count } from "../model/format";

const SHOWN_MS = 6000;

export function FeedBadge({ feed }: { feed: EventFeed | null }) {
  const view = feed?.view;
  const caughtUp = view?.state === "live" && view.reconnects > 0;
  const [fresh, setFresh] = useState(false);
  useEffect(() => {
    if (!caughtUp) return;
    setFresh(true);
    const timer = setTimeout(() => setFresh(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [caughtUp, view?.reconnects]);
  const state = view?.state ?? "loading";
  const text = {
    loading: "loading…",
    catching_up: "catching up…",
    live: fresh && view ? `caught up: ${count(view.caught_up_lines, "line")}` : "live",
    reconnecting: "reconnecting…",
    ended: "complete",
    failed: "cannot load, trying again…",
  }[state];
  return (
    <span
      class="badge feed"
      role="status"
      data-testid="feed"
      data-state={state}
      data-reconnects={view?.reconnects ?? 0}
      data-next-seq={feed?.columns?.next_seq ?? 0}
    >
      {text}
    </span>
  );
}
