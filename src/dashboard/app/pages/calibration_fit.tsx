// The weights against the fit, and what is left over.
import { useMemo } from "preact/hooks";
import uPlot from "uplot";
import type { CalibrationRecord } from "../api/types";
import { Chart, axis } from "../charts/chart";
import { perPulse_ul } from "../model/calibration_form";

// Both over the same durations: [ms, measured µl, fitted µl].
export function fitData(record: CalibrationRecord): uPlot.AlignedData {
  const points = record.rows
    .map((row) => ({ ms: Number(row.open_ms), ul: perPulse_ul(row) }))
    .sort((a, b) => a.ms - b.ms);
  const { slope_nl_per_ms, intercept_nl } = record.fit;
  const line = (ms: number) => (intercept_nl + slope_nl_per_ms * ms) / 1000;
  return [points.map((p) => p.ms), points.map((p) => p.ul), points.map((p) => line(p.ms))];
}

export function FitView({ record }: { record: CalibrationRecord }) {
  const data = useMemo(() => fitData(record), [record]);
  const { fit } = record;
  return (
    <div class="fit">
      <div>
        <Chart
          testid="chart-fit"
          label={`Volume of a pulse by how long the valve is open; the fit is off by ${fit.worst_percent.toFixed(1)} percent at worst`}
          data={data}
          optionsKey="fit"
          options={(colours) => ({
            legend: { show: false },
            cursor: { show: false },
            scales: {
              x: { time: false, range: (_, __, max) => [0, max * 1.08] },
              y: { range: (_, __, max) => [0, Math.max(max * 1.12, 0.001)] },
            },
            axes: [axis(colours, { label: "ms open", size: 30 }), axis(colours, { size: 46, label: "µl a pulse" })],
            series: [
              {},
              { stroke: colours.accent, fill: colours.accent, paths: () => null, points: { show: true, size: 10, fill: colours.accent } },
              { stroke: colours.text, width: 2, dash: [7, 4], points: { show: false } },
            ],
          })}
        />
        <p class="legend">
          <span class="key">● weighed</span>
          <span class="key dashed">fit</span>
        </p>
      </div>
      <Residuals record={record} />
    </div>
  );
}

function Residuals({ record }: { record: CalibrationRecord }) {
  const { fit } = record;
  return (
    <div>
      <p class="figure">
        <span class="big" data-testid="fit-worst">
          {fit.worst_percent.toFixed(1)} %
        </span>
        <span class="muted">off at worst</span>
      </p>
      <table class="residuals">
        <thead>
          <tr>
            <th scope="col" class="number">
              ms
            </th>
            <th scope="col" class="number">
              µl a pulse
            </th>
            <th scope="col" class="number">
              off the fit, µl
            </th>
          </tr>
        </thead>
        <tbody>
          {record.rows.map((row, i) => (
            <tr key={i}>
              <td class="number">{row.open_ms}</td>
              <td class="number">{perPulse_ul(row).toFixed(3)}</td>
              <td class="number">{signed((fit.residuals_nl[i] ?? 0) / 1000)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="muted">
        {(fit.slope_nl_per_ms / 1000).toFixed(4)} µl a millisecond, {signed(fit.intercept_nl / 1000)} µl from opening
        and closing.
      </p>
    </div>
  );
}

function signed(ul: number): string {
  return `${ul < 0 ? "−" : "+"}${Math.abs(ul).toFixed(3)}`;
}
