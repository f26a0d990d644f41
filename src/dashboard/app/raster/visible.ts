// Which of a session's events a picture shows, and what to draw where there are more of
// them than pixels. No canvas here: plain numbers, so that a test can hold them.
import { lowerBound } from "../model/growable";
import type { Pokes } from "../model/columns";

export interface Span {
  from_us: number;
  to_us: number;
}

export interface Visible {
  begin: number; // index of the first
  end: number; // one after the last
}

// Events of a sorted column within the span, both ends included.
export function within(sorted: Float64Array, span: Span): Visible {
  const begin = lowerBound(sorted, span.from_us);
  let end = lowerBound(sorted, span.to_us, begin);
  while (end < sorted.length && sorted[end] === span.to_us) end += 1;
  return { begin, end };
}

// Pokes that reach into the span: those that began in it, and those before that may still
// have lasted. A poke that is still held may have begun long ago, so it is found apart.
export function pokesWithin(pokes: Pokes, span: Span): Visible {
  const on = pokes.on_us.view();
  const { end } = within(on, span);
  return { begin: lowerBound(on, span.from_us - pokes.longest_us), end };
}

// True where it is no use to draw each event by itself.
export function tooDense(visible: Visible, width_px: number): boolean {
  return visible.end - visible.begin > width_px;
}

// Events that begin in each pixel column, by binary search from column to column: the work
// depends on the width of the picture and hardly on the number of events.
export function perColumn(
  sorted: Float64Array,
  span: Span,
  width_px: number,
  into: Uint32Array,
): number {
  const step = (span.to_us - span.from_us) / width_px;
  let most = 0;
  let at = lowerBound(sorted, span.from_us);
  for (let column = 0; column < width_px; column++) {
    const next = lowerBound(sorted, span.from_us + (column + 1) * step, at);
    into[column] = next - at;
    if (next - at > most) most = next - at;
    at = next;
  }
  return most;
}

const STEPS_S = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];

// Times for the axis: round ones, at most one for each `apart_px`.
export function ticks(span: Span, width_px: number, apart_px: number): number[] {
  const us_per_px = (span.to_us - span.from_us) / Math.max(1, width_px);
  const wanted_s = (us_per_px * apart_px) / 1e6;
  const step = (STEPS_S.find((s) => s >= wanted_s) ?? 14400) * 1e6;
  const times: number[] = [];
  for (let t = Math.ceil(span.from_us / step) * step; t <= span.to_us; t += step) times.push(t);
  return times;
}
