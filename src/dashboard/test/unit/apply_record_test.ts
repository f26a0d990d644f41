import { strict as assert } from "node:assert";
import { test } from "node:test";
import { type LogRecord, operandaOf, RecordReader } from "../../app/model/apply_record";
import { columnsFrom, OPEN, outcomeCode } from "../../app/model/columns";
import { answerOf } from "../mock/columns_answer";
import { Running } from "../mock/running";
import { emptyColumns } from "../mock/session";

const CHANNELS = [
  { name: "poke_left", kind: "poke", seat: "left" },
  { name: "poke_right", kind: "poke", seat: "right" },
  { name: "far_left", kind: "lever", seat: "left" },
  { name: "lick_left", kind: "lick", seat: "left" },
];
const operanda = operandaOf(CHANNELS, ["left", "right"]);

function begun() {
  const columns = columnsFrom(emptyColumns("s", ["m101", "m102"]));
  const reader = new RecordReader(columns, operanda);
  let seq = columns.next_seq;
  const apply = (record: Omit<LogRecord, "seq">) => reader.apply({ ...record, seq: seq++ } as LogRecord);
  return { columns, reader, apply };
}

function edge(apply: (record: Omit<LogRecord, "seq">) => boolean, channel: string, t: number, active: boolean) {
  apply({ t, type: "input", kind: "edge", channel, active });
}

test("pokes and levers are responses; licks are not", () => {
  assert.deepEqual([...operanda], [["poke_left", 0], ["poke_right", 1], ["far_left", 0]]);
});

test("an edge begins a poke and the next one ends it", () => {
  const { columns, apply } = begun();
  edge(apply, "poke_right", 1000, true);
  assert.ok(Number.isNaN(columns.pokes[1]!.off_us.at(0)));
  edge(apply, "poke_right", 1500, false);
  assert.equal(columns.pokes[1]!.off_us.at(0), 1500);
  assert.equal(columns.pokes[1]!.longest_us, 500);
  assert.equal(columns.pokes[0]!.on_us.length, 0);
});

test("two operanda of one animal, held at once, end each its own poke", () => {
  const { columns, apply } = begun();
  edge(apply, "poke_left", 1000, true);
  edge(apply, "far_left", 1100, true);
  edge(apply, "poke_left", 1200, false);
  edge(apply, "far_left", 1900, false);
  assert.deepEqual([...columns.pokes[0]!.off_us.view()], [1200, 1900]);
});

test("a trial goes from its start over the window to its outcome", () => {
  const { columns, apply } = begun();
  apply({ t: 0, type: "note", trial: 1, note: "trial_start" });
  assert.equal(columns.trials.outcome.at(0), OPEN);
  apply({ t: 100, type: "note", trial: 1, note: "window_open", first: "m102", closes_at_us: 500100 });
  assert.equal(columns.window_us, 500000);
  assert.equal(columns.trials.first.at(0), 1);
  apply({ t: 300, type: "note", trial: 1, note: "outcome", outcome: "coordinated", dt_us: 200, dt_uncertainty_us: 2, ambiguous: false });
  assert.equal(columns.trials.outcome.at(0), outcomeCode("coordinated"));
  assert.equal(columns.trials.decided_us.at(0), 300);
  apply({ t: 400, type: "note", trial: 1, note: "ambiguous", reason: "lost_input" });
  assert.equal(columns.trials.ambiguous.at(0), 1);
});

test("rewards count for the animal that the command names, other pulses for none", () => {
  const { columns, apply } = begun();
  apply({ t: 5, type: "command", kind: "reward", subject: "m102", volume_nl: 4000 });
  apply({ t: 6, type: "command", kind: "pulse", channel: "light" });
  assert.deepEqual([...columns.rewards[1]!.volume_nl.view()], [4000]);
  assert.equal(columns.rewards[0]!.t_us.length, 0);
  apply({ t: 6, type: "command", kind: "manual_reward", subject: "m102", volume_nl: 2500 });
  assert.deepEqual([...columns.rewards[1]!.volume_nl.view()], [4000, 2500]);
  assert.deepEqual([...columns.rewards[1]!.manual.view()], [0, 1]);
});

test("faults, pauses and the end are kept, unknown records passed over", () => {
  const { columns, apply } = begun();
  apply({ t: 5, type: "fault", kind: "device_lost", message: "board is gone" });
  apply({ t: 5, type: "note", trial: 1, note: "paused", reason: "device_lost" });
  apply({ t: 9, type: "note", trial: 1, note: "resumed" });
  apply({ t: 10, type: "from_the_future" });
  apply({ t: 11, type: "end", reason: "operator" });
  assert.deepEqual(columns.faults, [{ t_us: 5, kind: "device_lost", message: "board is gone" }]);
  assert.deepEqual(columns.pauses, [{ from_us: 5, to_us: 9 }]);
  assert.equal(columns.end_reason, "operator");
});

test("a line that is not the next one changes nothing", () => {
  const { columns, reader } = begun();
  const line = { type: "fault", kind: "late_input", t: 1 };
  assert.equal(reader.apply({ ...line, seq: 5 }), false);
  assert.equal(columns.faults.length, 0);
  assert.equal(reader.apply({ ...line, seq: 1 }), true);
  assert.equal(reader.apply({ ...line, seq: 1 }), false);
  assert.equal(columns.faults.length, 1);
});

test("a session that was followed equals one that was loaded, wherever following began", () => {
  const log = new Running(600e6, 0).log.map((line) => JSON.parse(line) as LogRecord);
  const whole = columnsFrom({ ...emptyColumns("s", ["m101", "m102"]), through_seq: -1 });
  const reader = new RecordReader(whole, operanda);
  log.forEach((record) => assert.ok(reader.apply(record)));
  assert.ok(whole.trials.number.length > 50);
  for (const cut of [1, 17, 230, log.length - 1]) {
    const first = columnsFrom({ ...emptyColumns("s", ["m101", "m102"]), through_seq: -1 });
    const before = new RecordReader(first, operanda);
    log.slice(0, cut).forEach((record) => before.apply(record));
    const resumed = columnsFrom(JSON.parse(JSON.stringify(answerOf(first))));
    const after = new RecordReader(resumed, operanda);
    log.slice(cut).forEach((record) => assert.ok(after.apply(record)));
    assert.deepEqual(answerOf(resumed), answerOf(whole));
  }
});
