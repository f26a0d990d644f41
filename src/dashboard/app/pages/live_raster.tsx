// The raster that scrolls along with the session, and can be held back to look again.
import { useMemo, useRef, useState } from "preact/hooks";
import type { EventFeed } from "../model/event_feed";
import { count, names } from "../model/format";
import { moved, RasterView } from "../raster/raster_view";
import type { Scene } from "../raster/scene";
import type { Span } from "../raster/visible";
import { useApp } from "../ui/context";
import { Card } from "../ui/parts";
import { SpanButtons } from "../ui/span_buttons";
import { FeedBadge } from "./feed_badge";

// Of the picture, what lies ahead of now.
const AHEAD = 0.04;

function calm(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

export function LiveRaster({ feed }: { feed: EventFeed | null }) {
  const app = useApp();
  const [length_us, setLength] = useState(30e6);
  const [held, setHeld] = useState<Span | null>(null);
  const shown = useRef<Span>({ from_us: 0, to_us: length_us });

  const scene = useMemo(
    () =>
      (now_ms: number): Scene | null => {
        const columns = feed?.columns;
        if (!columns) return null;
        const ended = columns.end_reason !== null;
        const estimate = ended ? columns.lasted_us : Math.max(app.now_us(now_ms), columns.lasted_us);
        // Whoever asked for less motion sees a step a second.
        const now_us = calm() ? Math.ceil(estimate / 1e6) * 1e6 : estimate;
        shown.current = held ?? following(now_us, length_us, columns.lasted_us);
        return { columns, span: shown.current, now_us, playhead_us: held ? NaN : now_us, flips: null };
      },
    [app, feed, held, length_us],
  );

  const drag = (share: number) => {
    const end_us = app.now_us(performance.now()) + AHEAD * length_us;
    setHeld(moved(shown.current, share, end_us));
  };
  const zoom = (factor: number) => {
    const longer = Math.max(1e6, Math.min(length_us * factor, 4 * 3600e6));
    setLength(longer);
    if (held) setHeld({ from_us: Math.max(0, held.to_us - longer), to_us: held.to_us });
  };
  const columns = feed?.columns;
  return (
    <Card
      title="Pokes"
      class="raster-card"
      aside={
        <div class="row tools">
          {held && (
            <button type="button" onClick={() => setHeld(null)} data-testid="back-to-now">
              Back to now
            </button>
          )}
          <SpanButtons
            length_us={length_us}
            onChange={(length) => {
              setLength(length);
              setHeld(null);
            }}
          />
          <FeedBadge feed={feed} />
        </div>
      }
    >
      <RasterView
        label={
          columns
            ? `Pokes of ${names(columns.subjects)}: ${count(columns.trials.number.length, "trial")}. Arrow keys move, plus and minus zoom.`
            : "Pokes: nothing yet"
        }
        scene={scene}
        onDrag={drag}
        onZoom={zoom}
      />
      <RasterLegend />
    </Card>
  );
}

function following(now_us: number, length_us: number, lasted_us: number): Span {
  if (!Number.isFinite(length_us)) return { from_us: 0, to_us: Math.max(lasted_us, now_us, 1e6) * 1.02 };
  const to_us = Math.max(length_us, now_us + AHEAD * length_us);
  return { from_us: to_us - length_us, to_us };
}

export function RasterLegend(props: { flips?: boolean }) {
  return (
    <p class="legend">
      <span class="key coordinated">● coordinated</span>
      <span class="key missed">✕ missed</span>
      <span class="key">◇ other outcome</span>
      <span class="key">▮ poke</span>
      <span class="key">
        <svg width="9" height="10" viewBox="0 0 9 10" aria-hidden="true">
          <path d="M4.5 0Q9 8 4.5 9.500Q0 8 4.500 0" fill="currentColor" />
        </svg>{" "}
        reward
      </span>
      <span class="key shade">window</span>
      {props.flips && <span class="key">◯ flipped by the other window</span>}
    </p>
  );
}
