// The raster of a session: Live and the replay draw with this, frame by frame.
import { clock, clockExact } from "../model/format";
import { type Lane, PokePainter } from "./paint_pokes";
import { paintOutcomes, paintWindows } from "./paint_trials";
import { type Colours, type Frame, frameOf, type Scene, xOf } from "./scene";
import { ticks } from "./visible";

type Context = CanvasRenderingContext2D;
const FONT = "system-ui, sans-serif";

export class RasterPainter {
  private readonly pokes = new PokePainter();

  // `ctx` is scaled to CSS pixels.
  paint(ctx: Context, scene: Scene, colours: Colours, width: number, height: number): void {
    const { columns } = scene;
    const frame = frameOf(width, height, columns.subjects.length);
    ctx.clearRect(0, 0, width, height);
    ctx.font = `12px ${FONT}`;
    ctx.textBaseline = "middle";
    paintLanes(ctx, frame, colours, columns.subjects.length);
    paintPauses(ctx, scene, frame, colours);
    paintWindows(ctx, scene, frame, colours);
    columns.subjects.forEach((_, i) => {
      const lane = laneOf(scene, frame, colours, i);
      this.pokes.paint(ctx, scene, frame, lane, columns.pokes[i]!);
      const rewards = columns.rewards[i];
      if (rewards) this.pokes.rewards(ctx, scene, frame, lane, rewards);
    });
    paintOutcomes(ctx, scene, frame, colours);
    paintFaults(ctx, scene, frame, colours);
    paintAxis(ctx, scene, frame, colours);
    paintPlayhead(ctx, scene, frame, colours);
    paintNames(ctx, scene, frame, colours);
  }
}

function laneOf(scene: Scene, frame: Frame, colours: Colours, i: number): Lane {
  return {
    top: i * frame.laneHeight,
    height: frame.laneHeight,
    colour: colours.subjects[i % colours.subjects.length]!,
    name: scene.columns.subjects[i]!,
  };
}

function paintLanes(ctx: Context, frame: Frame, colours: Colours, lanes: number): void {
  ctx.fillStyle = colours.lane;
  for (let i = 0; i < lanes; i += 2) {
    ctx.fillRect(0, i * frame.laneHeight, frame.width, frame.laneHeight);
  }
  ctx.fillStyle = colours.line;
  ctx.fillRect(0, frame.lanesBottom, frame.width, 1);
  ctx.fillRect(0, frame.axisTop, frame.width, 1);
}

function paintNames(ctx: Context, scene: Scene, frame: Frame, colours: Colours): void {
  ctx.font = `600 12px ${FONT}`;
  ctx.textAlign = "left";
  scene.columns.subjects.forEach((name, i) => {
    ctx.fillStyle = laneOf(scene, frame, colours, i).colour;
    ctx.fillText(name, 6, i * frame.laneHeight + 11);
  });
}

function paintPauses(ctx: Context, scene: Scene, frame: Frame, colours: Colours): void {
  ctx.textAlign = "left";
  for (const { from_us, to_us } of scene.columns.pauses) {
    const end = Number.isNaN(to_us) ? scene.now_us : to_us;
    if (end < scene.span.from_us || from_us > scene.span.to_us) continue;
    const left = Math.max(0, xOf(from_us, scene.span, frame.width));
    const right = Math.min(frame.width, xOf(end, scene.span, frame.width));
    hatch(ctx, left, right, frame.lanesBottom, colours.line);
    if (right - left < 50) continue;
    ctx.fillStyle = colours.muted;
    ctx.fillText("paused", left + 5, frame.lanesBottom - 9);
  }
}

function hatch(ctx: Context, left: number, right: number, height: number, colour: string): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, 0, right - left, height);
  ctx.clip();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (let x = left - height; x < right; x += 9) {
    ctx.moveTo(x, height);
    ctx.lineTo(x + height, 0);
  }
  ctx.stroke();
  ctx.restore();
}

function paintFaults(ctx: Context, scene: Scene, frame: Frame, colours: Colours): void {
  ctx.textAlign = "center";
  ctx.font = `700 12px ${FONT}`;
  for (const fault of scene.columns.faults) {
    if (fault.t_us < scene.span.from_us || fault.t_us > scene.span.to_us) continue;
    const x = xOf(fault.t_us, scene.span, frame.width);
    ctx.fillStyle = colours.fault;
    for (let y = 0; y < frame.lanesBottom; y += 8) ctx.fillRect(x, y, 1, 4);
    ctx.fillText("!", x, frame.lanesBottom - 8);
  }
}

function paintAxis(ctx: Context, scene: Scene, frame: Frame, colours: Colours): void {
  const { span } = scene;
  ctx.font = `11px ${FONT}`;
  ctx.textAlign = "center";
  const fine = span.to_us - span.from_us < 4e6;
  const y = frame.axisTop + 12;
  for (const t of ticks(span, frame.width, fine ? 90 : 70)) {
    if (t < 0) continue;
    const x = xOf(t, span, frame.width);
    ctx.fillStyle = colours.line;
    ctx.fillRect(x, frame.axisTop, 1, 4);
    if (x < 16 || x > frame.width - 16) continue;
    ctx.fillStyle = colours.muted;
    ctx.fillText(fine ? clockExact(t) : clock(t), x, y);
  }
}

function paintPlayhead(ctx: Context, scene: Scene, frame: Frame, colours: Colours): void {
  if (Number.isNaN(scene.playhead_us)) return;
  const x = xOf(scene.playhead_us, scene.span, frame.width);
  if (x < 0 || x > frame.width) return;
  ctx.fillStyle = colours.text;
  ctx.fillRect(x - 0.5, 0, 1.5, frame.axisTop);
}
