// The canvas of a raster: sharp on every screen, drawn only when something changed.
import { useEffect, useRef } from "preact/hooks";
import type { Columns } from "../model/columns";
import { themeChanges } from "../ui/theme";
import { RasterPainter } from "./paint";
import { coloursOf, type Colours, type Scene } from "./scene";
import type { Span } from "./visible";

export interface RasterProps {
  label: string;
  // Asked for each frame; null: nothing to draw yet.
  scene(now_ms: number): Scene | null;
  // Dragged by a part of the picture's width, to the right above 0.
  onDrag?(share: number): void;
  // Wanted closer (below 1) or farther, around a place from 0 (left) to 1.
  onZoom?(factor: number, around: number): void;
}

// How long the last pictures took to draw: for tests, and for whoever wonders.
export interface Timed extends HTMLCanvasElement {
  drawTimes?: { ms: Float32Array; count: number };
}

const KEPT_TIMES = 1024;

class Canvas {
  private readonly painter = new RasterPainter();
  private colours: Colours;
  private drawn = "";
  private columns: Columns | null = null;
  private readonly times = { ms: new Float32Array(KEPT_TIMES), count: 0 };

  constructor(private readonly element: Timed) {
    this.colours = coloursOf(element);
    element.drawTimes = this.times;
  }

  recolour(): void {
    this.colours = coloursOf(this.element);
    this.drawn = "";
  }

  draw(scene: Scene | null): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!scene || width === 0) return;
    const ratio = window.devicePixelRatio || 1;
    const key = keyOf(scene, width, height, ratio);
    if (key === this.drawn && scene.columns === this.columns) return;
    const began = performance.now();
    this.fit(Math.round(width * ratio), Math.round(height * ratio));
    const ctx = this.element.getContext("2d");
    if (!ctx) return;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.painter.paint(ctx, scene, this.colours, width, height);
    this.drawn = key;
    this.columns = scene.columns;
    this.times.ms[this.times.count++ % KEPT_TIMES] = performance.now() - began;
  }

  // Setting a size wipes the canvas, so it is set only when it is another.
  private fit(width: number, height: number): void {
    if (this.element.width !== width) this.element.width = width;
    if (this.element.height !== height) this.element.height = height;
  }
}

function keyOf(scene: Scene, width: number, height: number, ratio: number): string {
  const { columns, span, now_us, playhead_us, flips } = scene;
  return [columns.revision, span.from_us, span.to_us, now_us, playhead_us, flips?.size, width, height, ratio].join();
}

function listenToPointer(element: HTMLElement, props: () => RasterProps): () => void {
  let last: number | null = null;
  const down = (event: PointerEvent) => {
    if (!props().onDrag || event.button !== 0) return;
    last = event.clientX;
    element.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    if (last === null) return;
    props().onDrag?.((event.clientX - last) / element.clientWidth);
    last = event.clientX;
  };
  const up = () => (last = null);
  const wheel = (event: WheelEvent) => {
    // Plain scrolling stays the page's own.
    if (!props().onZoom || !(event.ctrlKey || event.metaKey || event.altKey)) return;
    event.preventDefault();
    const box = element.getBoundingClientRect();
    props().onZoom?.(event.deltaY > 0 ? 1.2 : 1 / 1.2, (event.clientX - box.left) / box.width);
  };
  element.addEventListener("pointerdown", down);
  element.addEventListener("pointermove", move);
  element.addEventListener("pointerup", up);
  element.addEventListener("pointercancel", up);
  element.addEventListener("wheel", wheel, { passive: false });
  return () => {
    element.removeEventListener("pointerdown", down);
    element.removeEventListener("pointermove", move);
    element.removeEventListener("pointerup", up);
    element.removeEventListener("pointercancel", up);
    element.removeEventListener("wheel", wheel);
  };
}

function keyPressed(event: KeyboardEvent, props: RasterProps): void {
  const drag: Record<string, number> = { ArrowLeft: 0.1, ArrowRight: -0.1, PageUp: 0.9, PageDown: -0.9 };
  const zoom: Record<string, number> = { "+": 1 / 1.5, "=": 1 / 1.5, "-": 1.5 };
  const share = drag[event.key];
  const factor = zoom[event.key];
  if (share !== undefined && props.onDrag) props.onDrag(share);
  else if (factor !== undefined && props.onZoom) props.onZoom(factor, 0.5);
  else return;
  event.preventDefault();
}

export function RasterView(props: RasterProps) {
  const ref = useRef<Timed>(null);
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const canvas = new Canvas(element);
    let frame = 0;
    const loop = (now_ms: number) => {
      canvas.draw(latest.current.scene(now_ms));
      frame = requestAnimationFrame(loop);
    };
    frame = requestAnimationFrame(loop);
    const unlisten = listenToPointer(element, () => latest.current);
    const unsubscribe = themeChanges(() => canvas.recolour());
    return () => {
      cancelAnimationFrame(frame);
      unlisten();
      unsubscribe();
    };
  }, []);
  return (
    <canvas
      ref={ref}
      class="raster"
      data-testid="raster"
      role="img"
      aria-label={props.label}
      tabIndex={props.onDrag || props.onZoom ? 0 : undefined}
      onKeyDown={(event) => keyPressed(event, props)}
    />
  );
}

// The same span, moved or zoomed, kept within the session.
export function moved(span: Span, share: number, lasted_us: number): Span {
  const length = span.to_us - span.from_us;
  const from_us = Math.max(0, Math.min(span.from_us - share * length, Math.max(0, lasted_us - length)));
  return { from_us, to_us: from_us + length };
}
