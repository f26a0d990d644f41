// What a picture of a session is made from, and where things stand in it.
import type { Columns } from "../model/columns";
import type { Span } from "./visible";

export interface Colours {
  text: string;
  muted: string;
  line: string;
  lane: string;
  accent: string;
  coordinated: string;
  missed: string;
  other: string;
  fault: string;
  subjects: string[];
}

export interface Scene {
  columns: Columns;
  span: Span;
  // Up to where the session is known: what is still held ends here.
  now_us: number;
  // A line across the picture; what lies behind it is drawn faintly. NaN: none.
  playhead_us: number;
  // Trials that another window would have decided otherwise, by number.
  flips: ReadonlySet<number> | null;
}

export interface Frame {
  width: number; // CSS pixels
  height: number;
  laneHeight: number;
  lanesBottom: number;
  stripTop: number;
  stripHeight: number;
  axisTop: number;
}

const STRIP = 30;
const AXIS = 22;

export function frameOf(width: number, height: number, lanes: number): Frame {
  const lanesBottom = height - STRIP - AXIS;
  return {
    width,
    height,
    laneHeight: lanesBottom / Math.max(1, lanes),
    lanesBottom,
    stripTop: lanesBottom,
    stripHeight: STRIP,
    axisTop: height - AXIS,
  };
}

export function xOf(t_us: number, span: Span, width: number): number {
  return ((t_us - span.from_us) / (span.to_us - span.from_us)) * width;
}

// The page's colours, so that a canvas follows the theme as everything else does.
export function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: read("--text"),
    muted: read("--muted"),
    line: read("--line"),
    lane: read("--lane"),
    accent: read("--accent"),
    coordinated: read("--coordinated"),
    missed: read("--missed"),
    other: read("--other"),
    fault: read("--danger"),
    subjects: [read("--subject-1"), read("--subject-2"), read("--subject-3"), read("--subject-4")],
  };
}
