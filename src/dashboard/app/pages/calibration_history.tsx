import type { CalibrationChannel, CalibrationRecord } from "../api/types";
import { count, when } from "../model/format";
import { Card, Empty } from "../ui/parts";
import { FitView } from "./calibration_fit";

// Nothing is ever deleted here: a session's header names the record it used.
export function CalibrationHistory({ channel }: { channel: CalibrationChannel }) {
  const newest = [...channel.history].sort((a, b) => (a.made_utc < b.made_utc ? 1 : -1));
  return (
    <Card title={`Earlier calibrations of ${channel.channel}`} testid="calibration-history">
      {newest.length === 0 && <Empty>None yet: the rig file's own table is in use.</Empty>}
      <ul class="plain history">
        {newest.map((record) => (
          <li key={record.id}>
            <details>
              <summary>
                {when(record.made_utc)} <Used channel={channel} record={record} />
                <span class="muted">
                  {" "}
                  {count(record.rows.length, "line")}, off by {record.fit.worst_percent.toFixed(1)} % at worst
                  {record.made_by ? `, by ${record.made_by}` : ""}
                  {record.note ? `: ${record.note}` : ""}
                </span>
              </summary>
              <FitView record={record} />
            </details>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Used(props: { channel: CalibrationChannel; record: CalibrationRecord }) {
  const { in_use } = props.channel;
  if (!in_use || in_use.record !== props.record.id) return null;
  const age = in_use.age_days;
  return (
    <span class="badge running" data-testid="in-use">
      in use{age === null ? "" : `, ${count(Math.floor(age), "day")} old`}
    </span>
  );
}
