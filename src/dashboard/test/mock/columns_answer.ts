// Columns back into what GET .../columns sends.
import type { ColumnsAnswer } from "../../app/api/types";
import { type Columns, OUTCOMES } from "../../app/model/columns";
import type { Growable } from "../../app/model/growable";

const plain = (column: Growable) => [...column.view()];
const nullable = (column: Growable) => plain(column).map((v) => (Number.isNaN(v) ? null : v));

export function answerOf(columns: Columns): ColumnsAnswer {
  const { trials, faults } = columns;
  return {
    id: columns.id, subjects: columns.subjects, seats: columns.seats,
    planned_us: columns.planned_us, window_us: columns.window_us, lasted_us: columns.lasted_us,
    through_seq: columns.next_seq - 1, end_reason: columns.end_reason,
    pokes: columns.pokes.map((p) => ({ on_us: plain(p.on_us), off_us: nullable(p.off_us) })),
    trials: {
      number: plain(trials.number), start_us: nullable(trials.start_us),
      opened_us: nullable(trials.opened_us), closes_us: nullable(trials.closes_us),
      decided_us: nullable(trials.decided_us),
      outcome: plain(trials.outcome).map((code) => (code === 0 ? null : OUTCOMES[code]!)),
      dt_us: nullable(trials.dt_us), dt_uncertainty_us: nullable(trials.dt_uncertainty_us),
      ambiguous: plain(trials.ambiguous).map((v) => v === 1), first: nullable(trials.first),
    },
    rewards: columns.rewards.map((r) => ({ t_us: plain(r.t_us), volume_nl: plain(r.volume_nl), manual: plain(r.manual).map((v) => v === 1) })),
    faults: { t_us: faults.map((f) => f.t_us), kind: faults.map((f) => f.kind), message: faults.map((f) => f.message) },
    pauses: {
      from_us: columns.pauses.map((p) => p.from_us),
      to_us: columns.pauses.map((p) => (Number.isNaN(p.to_us) ? null : p.to_us)),
    },
  };
}
