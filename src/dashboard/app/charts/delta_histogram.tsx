// How far apart both responses were, beside the window that they had. With another window
// given, bars beyond it have the colour of a miss.
import { useMemo } from "preact/hooks";
import uPlot from "uplot";
import { COORDINATED, type Columns } from "../model/columns";
import { milliseconds } from "../model/format";
import { type Histogram, histogramOf } from "../model/histogram";
import type { Colours } from "../raster/scene";
import { Chart, axis } from "./chart";

const NO_WINDOW_US = 1000000;

function windowLine(window_us: number, colours: Colours) {
  return (plot: uPlot) => {
    const { ctx, bbox } = plot;
    const x = Math.round(plot.valToPos(window_us / 1000, "x", true));
    ctx.save();
    ctx.strokeStyle = colours.text;
    ctx.lineWidth = 2 * devicePixelRatio;
    ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.restore();
  };
}

function options(histogram: Histogram, window_us: number, colours: Colours) {
  const width_ms = histogram.width_us / 1000;
  const last_ms = histogram.counts.length * width_ms;
  const bars = uPlot.paths.bars!({ size: [0.9, 200], align: 1 });
  return {
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: (): [number, number] => [0, last_ms] },
      y: { range: (_: uPlot, __: number, max: number): [number, number] => [0, Math.max(4, max * 1.1)] },
    },
    axes: [
      axis(colours, { label: "ms between the responses", size: 30 }),
      axis(colours, { size: 40, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] }),
    ],
    series: [
      {},
      { stroke: colours.missed, fill: colours.missed, paths: bars, points: { show: false } },
      { stroke: colours.coordinated, fill: colours.coordinated, paths: bars, points: { show: false } },
    ],
    hooks: { draw: [windowLine(window_us, colours)] },
  };
}

export function DeltaHistogram(props: { columns: Columns; changes: number; window_us?: number }) {
  const { columns } = props;
  const window_us = props.window_us ?? columns.window_us ?? NO_WINDOW_US;
  const histogram = useMemo(
    () => histogramOf(columns, columns.window_us ?? NO_WINDOW_US, COORDINATED),
    [columns, props.changes, columns.window_us],
  );
  const data = useMemo<uPlot.AlignedData>(() => {
    const lefts = histogram.counts.map((_, i) => (i * histogram.width_us) / 1000);
    const within = histogram.coordinated.map((n, i) => (i * histogram.width_us < window_us ? n : 0));
    return [lefts, histogram.counts, within];
  }, [histogram, window_us]);
  const all = histogram.counts.reduce((sum, n) => sum + n, 0);
  return (
    <>
      <Chart
        testid="chart-dt"
        label={`Time between both responses of ${all} trials; the window is ${milliseconds(window_us)}`}
        data={data}
        optionsKey={`${histogram.width_us} ${window_us}`}
        options={(colours) => options(histogram, window_us, colours)}
      />
      <p class="legend">
        <span class="key dashed">window {milliseconds(window_us)}</span>
        <span class="key missed">✕ no answer in it: {histogram.unanswered}</span>
        {histogram.beyond > 0 && <span class="key">farther apart: {histogram.beyond}</span>}
      </p>
    </>
  );
}
