// One animal's lane: its pokes as bars, its rewards as drops below them, hollow where a
// person gave them.
import type { Pokes, Rewards } from "../model/columns";
import type { Growable } from "../model/growable";
import { type Frame, type Scene, xOf } from "./scene";
import { perColumn, pokesWithin, tooDense, within } from "./visible";

const NAME_HEIGHT = 20;
const DROPS_HEIGHT = 12;
const LEAST_WIDTH = 2;

type Context = CanvasRenderingContext2D;

export interface Lane {
  top: number;
  height: number;
  colour: string;
  name: string;
}

export class PokePainter {
  private counts = new Uint32Array(0);

  paint(ctx: Context, scene: Scene, frame: Frame, lane: Lane, pokes: Pokes): void {
    const top = lane.top + NAME_HEIGHT;
    const height = lane.height - NAME_HEIGHT - DROPS_HEIGHT;
    ctx.fillStyle = lane.colour;
    const visible = pokesWithin(pokes, scene.span);
    if (tooDense(visible, frame.width)) {
      this.density(ctx, scene, frame, pokes.on_us, top, height);
      return;
    }
    for (let i = visible.begin; i < visible.end; i++) {
      this.bar(ctx, scene, frame, pokes, i, top, height);
    }
    this.heldSinceBefore(ctx, scene, frame, pokes, visible.begin, top, height);
  }

  rewards(ctx: Context, scene: Scene, frame: Frame, lane: Lane, rewards: Rewards): void {
    const sorted = rewards.t_us.view();
    const manual = rewards.manual.view();
    const visible = within(sorted, scene.span);
    const bottom = lane.top + lane.height - 3;
    ctx.fillStyle = lane.colour;
    if (tooDense(visible, frame.width / 6)) {
      this.density(ctx, scene, frame, rewards.t_us, bottom - 7, 7);
      return;
    }
    const drops = (byHand: number) => {
      ctx.beginPath();
      for (let i = visible.begin; i < visible.end; i++) {
        if (manual[i] === byHand) drop(ctx, xOf(sorted[i]!, scene.span, frame.width), bottom);
      }
    };
    drops(0);
    ctx.fill();
    drops(1);
    ctx.strokeStyle = lane.colour;
    ctx.lineWidth = 1.5;
    ctx.stroke();
  }

  private bar(
    ctx: Context,
    scene: Scene,
    frame: Frame,
    pokes: Pokes,
    i: number,
    top: number,
    height: number,
  ): void {
    const off = pokes.off_us.at(i);
    const left = xOf(pokes.on_us.at(i), scene.span, frame.width);
    const right = xOf(Number.isNaN(off) ? scene.now_us : off, scene.span, frame.width);
    if (right < 0) return;
    ctx.fillRect(left, top, Math.max(LEAST_WIDTH, right - left), height);
  }

  // Few are held at a time, and they are among the last ones.
  private heldSinceBefore(
    ctx: Context,
    scene: Scene,
    frame: Frame,
    pokes: Pokes,
    begin: number,
    top: number,
    height: number,
  ): void {
    const last = pokes.on_us.length;
    for (let i = Math.max(0, last - 8); i < Math.min(begin, last); i++) {
      if (Number.isNaN(pokes.off_us.at(i))) this.bar(ctx, scene, frame, pokes, i, top, height);
    }
  }

  // A bar in each pixel column, the higher the more events began in it.
  private density(
    ctx: Context,
    scene: Scene,
    frame: Frame,
    times: Growable,
    top: number,
    height: number,
  ): void {
    const width = Math.floor(frame.width);
    if (this.counts.length < width) this.counts = new Uint32Array(width);
    const most = perColumn(times.view(), scene.span, width, this.counts);
    for (let x = 0; x < width; x++) {
      const count = this.counts[x]!;
      if (count === 0) continue;
      const high = height * (0.25 + (0.75 * count) / most);
      ctx.fillRect(x, top + height - high, 1, high);
    }
  }
}

function drop(ctx: Context, x: number, bottom: number): void {
  ctx.moveTo(x, bottom - 8);
  ctx.quadraticCurveTo(x + 5, bottom - 1, x, bottom);
  ctx.quadraticCurveTo(x - 5, bottom - 1, x, bottom - 8);
}
