// How many trials were coordinated and how many missed, as the session goes on.
import { useMemo } from "preact/hooks";
import uPlot from "uplot";
import type { Columns } from "../model/columns";
import { Chart, axis } from "./chart";
import { cumulative } from "./cumulative_data";

export function CumulativeChart(props: { columns: Columns; changes: number }) {
  const { columns } = props;
  const data = useMemo(() => cumulative(columns), [columns, props.changes]);
  const together = data[1][data[1].length - 1]!;
  const missed = data[2][data[2].length - 1]!;
  return (
    <>
      <Chart
        testid="chart-cumulative"
        label={`${together} trials coordinated and ${missed} missed so far`}
        data={data}
        optionsKey="cumulative"
        options={(colours) => ({
          legend: { show: false },
          cursor: { drag: { x: false, y: false }, points: { show: false } },
          scales: { x: { time: false }, y: { range: (_, __, max) => [0, Math.max(5, max * 1.08)] } },
          axes: [
            axis(colours, { label: "minutes", size: 30 }),
            axis(colours, { size: 40, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000] }),
          ],
          series: [
            {},
            { stroke: colours.coordinated, width: 2.5, paths: uPlot.paths.stepped!({ align: 1 }), points: { show: false } },
            { stroke: colours.missed, width: 2.5, dash: [7, 4], paths: uPlot.paths.stepped!({ align: 1 }), points: { show: false } },
          ],
        })}
      />
      <p class="legend">
        <span class="key solid coordinated">● coordinated {together}</span>
        <span class="key dashed missed">✕ missed {missed}</span>
      </p>
    </>
  );
}
