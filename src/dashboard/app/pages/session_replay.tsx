// The session again, with the renderer of the Live page.
import { useMemo, useRef, useState } from "preact/hooks";
import type { WhatIf } from "../api/types";
import type { Columns } from "../model/columns";
import { clock, count, names } from "../model/format";
import { momentSentence } from "../model/moment";
import { advanced, jumped, type Playback, SPEEDS, toggled } from "../model/playback";
import { RasterView } from "../raster/raster_view";
import type { Scene } from "../raster/scene";
import { Card } from "../ui/parts";
import { SpanButtons } from "../ui/span_buttons";
import { useEvery } from "../ui/use_fetch";
import { RasterLegend } from "./live_raster";

// Where the playhead stands in the picture.
const PLAYHEAD = 0.5;

function flipsOf(whatIf: WhatIf | null): Set<number> | null {
  if (!whatIf) return null;
  const numbers = whatIf.changes.map((each) => (each.logged ?? each.redecided)?.number);
  return new Set(numbers.filter((n): n is number => n !== undefined));
}

function spanAround(t_us: number, length_us: number, lasted_us: number) {
  if (!Number.isFinite(length_us)) return { from_us: 0, to_us: Math.max(lasted_us, 1e6) };
  const from_us = t_us - PLAYHEAD * length_us;
  return { from_us, to_us: from_us + length_us };
}

export function Replay(props: { columns: Columns | null; whatIf: WhatIf | null }) {
  const { columns } = props;
  const lasted_us = columns?.lasted_us ?? 0;
  const [length_us, setLength] = useState(30e6);
  // The playhead moves each frame without the page being drawn anew; `shown` follows.
  const place = useRef<Playback>({ t_us: 0, playing: false, speed: 5 });
  const frame_ms = useRef(0);
  const [shown, setShown] = useState(place.current);
  const set = (next: Playback) => {
    place.current = next;
    setShown(next);
  };
  useEvery(100, () => {
    if (place.current !== shown) setShown(place.current);
  });
  const flips = useMemo(() => flipsOf(props.whatIf), [props.whatIf]);
  const scene = (now_ms: number): Scene | null => {
    const passed = frame_ms.current === 0 ? 0 : Math.min(100, now_ms - frame_ms.current);
    frame_ms.current = now_ms;
    if (!columns) return null;
    place.current = advanced(place.current, passed, lasted_us);
    const t_us = place.current.t_us;
    return {
      columns,
      span: spanAround(t_us, length_us, lasted_us),
      now_us: lasted_us,
      playhead_us: t_us,
      flips,
    };
  };
  const jump = (to_us: number) => set(jumped(place.current, to_us, lasted_us));
  const visible_us = Number.isFinite(length_us) ? length_us : lasted_us;
  return (
    <Card
      title="Replay"
      class="raster-card"
      testid="replay"
      aside={<SpanButtons length_us={length_us} onChange={setLength} />}
    >
      <p class="sentence" data-testid="moment">
        {columns ? momentSentence(columns, shown.t_us) : "Loading…"}
      </p>
      <RasterView
        label={
          columns
            ? `Replay of ${names(columns.subjects)}, ${count(columns.trials.number.length, "trial")}, at ${clock(shown.t_us)}`
            : "Replay: loading"
        }
        scene={scene}
        onDrag={(share) => jump(place.current.t_us - share * visible_us)}
        onZoom={(factor) => setLength(Math.max(1e6, Math.min(visible_us * factor, 4 * 3600e6)))}
      />
      <Player shown={shown} lasted_us={lasted_us} set={set} jump={jump} />
      <RasterLegend flips={flips !== null && flips.size > 0} />
    </Card>
  );
}

function Player(props: {
  shown: Playback;
  lasted_us: number;
  set(next: Playback): void;
  jump(to_us: number): void;
}) {
  const { shown, lasted_us, set, jump } = props;
  return (
    <div class="player">
      <button type="button" class="primary" data-testid="play" onClick={() => set(toggled(shown, lasted_us))}>
        {shown.playing ? "❚❚ Pause" : "▶ Play"}
      </button>
      <label class="sr-only" for="replay-time">
        Time in the session
      </label>
      <input
        id="replay-time"
        type="range"
        min={0}
        max={Math.max(1, Math.round(lasted_us / 1000))}
        step={100}
        value={Math.round(shown.t_us / 1000)}
        aria-valuetext={clock(shown.t_us)}
        data-testid="replay-time"
        onInput={(event) => jump(Number(event.currentTarget.value) * 1000)}
      />
      <span class="player-time" data-testid="replay-clock">
        {clock(shown.t_us)} / {clock(lasted_us)}
      </span>
      <label class="player-speed">
        <span class="sr-only">Speed</span>
        <select
          value={String(shown.speed)}
          data-testid="replay-speed"
          onChange={(event) => set({ ...shown, speed: Number(event.currentTarget.value) })}
        >
          {SPEEDS.map((speed) => (
            <option key={speed} value={String(speed)}>
              {speed} ×
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
