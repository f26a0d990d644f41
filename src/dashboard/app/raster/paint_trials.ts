// Trials: the window as a shade over all lanes, the outcome as a sign in the strip below.
// Each outcome has a shape of its own, so that nobody has to tell it by the colour.
import { COORDINATED, MISS, OPEN, type Trials } from "../model/columns";
import { type Colours, type Frame, type Scene, xOf } from "./scene";
import { tooDense, within } from "./visible";

type Context = CanvasRenderingContext2D;
const SIGN = 5; // half of its width
const BUCKET = 8;

function colourOf(outcome: number, colours: Colours): string {
  if (outcome === COORDINATED) return colours.coordinated;
  if (outcome === MISS) return colours.missed;
  return outcome === OPEN ? colours.accent : colours.other;
}

// Rows of the trials whose window may be seen: one more to the left, since a window may
// have been opened before the picture begins.
function rows(trials: Trials, scene: Scene): { begin: number; end: number } {
  const { begin, end } = within(trials.start_us.view(), scene.span);
  return { begin: Math.max(0, begin - 1), end };
}

export function paintWindows(ctx: Context, scene: Scene, frame: Frame, colours: Colours): void {
  const { trials } = scene.columns;
  const { begin, end } = rows(trials, scene);
  if (tooDense({ begin, end }, frame.width / 3)) return;
  for (let i = begin; i < end; i++) {
    const opened = trials.opened_us.at(i);
    if (Number.isNaN(opened)) continue;
    const outcome = trials.outcome.at(i);
    const until = outcome === OPEN ? trials.closes_us.at(i) : trials.decided_us.at(i);
    const left = xOf(opened, scene.span, frame.width);
    const right = xOf(until, scene.span, frame.width);
    ctx.fillStyle = colourOf(outcome, colours);
    ctx.globalAlpha = 0.18;
    ctx.fillRect(left, 0, Math.max(1, right - left), frame.lanesBottom);
    ctx.globalAlpha = 1;
  }
}

export function paintOutcomes(ctx: Context, scene: Scene, frame: Frame, colours: Colours): void {
  const { trials } = scene.columns;
  const { begin, end } = rows(trials, scene);
  if (tooDense({ begin, end }, frame.width / (2 * SIGN + 2))) {
    paintShares(ctx, scene, frame, colours, begin, end);
    return;
  }
  const y = frame.stripTop + frame.stripHeight / 2;
  for (let i = begin; i < end; i++) {
    const outcome = trials.outcome.at(i);
    const decided = trials.decided_us.at(i);
    if (outcome === OPEN || Number.isNaN(decided)) continue;
    const x = xOf(decided, scene.span, frame.width);
    sign(ctx, outcome, x, y, colourOf(outcome, colours));
    if (trials.ambiguous.at(i) === 1) question(ctx, x, y, colours);
    if (scene.flips?.has(trials.number.at(i))) ring(ctx, x, y, colours);
  }
}

export function sign(ctx: Context, outcome: number, x: number, y: number, colour: string): void {
  ctx.fillStyle = colour;
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2;
  ctx.beginPath();
  if (outcome === COORDINATED) {
    ctx.arc(x, y, SIGN, 0, 2 * Math.PI);
    ctx.fill();
  } else if (outcome === MISS) {
    ctx.moveTo(x - SIGN + 1, y - SIGN + 1);
    ctx.lineTo(x + SIGN - 1, y + SIGN - 1);
    ctx.moveTo(x + SIGN - 1, y - SIGN + 1);
    ctx.lineTo(x - SIGN + 1, y + SIGN - 1);
    ctx.stroke();
  } else {
    ctx.moveTo(x, y - SIGN);
    ctx.lineTo(x + SIGN, y);
    ctx.lineTo(x, y + SIGN);
    ctx.lineTo(x - SIGN, y);
    ctx.closePath();
    ctx.stroke();
  }
}

function question(ctx: Context, x: number, y: number, colours: Colours): void {
  ctx.fillStyle = colours.text;
  ctx.fillText("?", x + SIGN + 1, y - 4);
}

function ring(ctx: Context, x: number, y: number, colours: Colours): void {
  ctx.strokeStyle = colours.text;
  ctx.lineWidth = 2;
  ctx.beginPath();
  ctx.arc(x, y, SIGN + 4, 0, 2 * Math.PI);
  ctx.stroke();
}

// Too many to show each: of every bucket the part that was coordinated, from below, and
// the part that was missed, as a thin column above it.
function paintShares(
  ctx: Context,
  scene: Scene,
  frame: Frame,
  colours: Colours,
  begin: number,
  end: number,
): void {
  const { trials } = scene.columns;
  const buckets = Math.ceil(frame.width / BUCKET);
  const together = new Uint16Array(buckets);
  const missed = new Uint16Array(buckets);
  for (let i = begin; i < end; i++) {
    const at = Math.floor(xOf(trials.decided_us.at(i), scene.span, frame.width) / BUCKET);
    if (!(at >= 0 && at < buckets)) continue;
    const outcome = trials.outcome.at(i);
    if (outcome === COORDINATED) together[at]! += 1;
    else if (outcome === MISS) missed[at]! += 1;
  }
  const high = frame.stripHeight - 8;
  const bottom = frame.stripTop + frame.stripHeight - 4;
  for (let at = 0; at < buckets; at++) {
    const all = together[at]! + missed[at]!;
    if (all === 0) continue;
    const part = (high * together[at]!) / all;
    ctx.fillStyle = colours.coordinated;
    ctx.fillRect(at * BUCKET, bottom - part, BUCKET - 1, part);
    ctx.fillStyle = colours.missed;
    ctx.fillRect(at * BUCKET + 2, bottom - high, BUCKET - 5, high - part);
  }
}
