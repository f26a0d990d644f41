import { strict as assert } from "node:assert";
import { test } from "node:test";
import { EventFeed, QUIET_MS } from "../../app/model/event_feed";
import { emptyColumns } from "../mock/session";
import { FakeNetwork, FakeTimers, settle } from "./fakes";

async function following(through_seq = 10) {
  const network = new FakeNetwork();
  const timers = new FakeTimers();
  const answers: (() => Promise<ReturnType<typeof emptyColumns>>)[] = [];
  const feed = new EventFeed("s", {
    columns: () => (answers.shift() ?? (async () => ({ ...emptyColumns("s", ["a", "b"]), through_seq })))(),
    open: network.open,
    address: (id, from) => `${id} from ${from}`,
    operanda: () => new Map([["poke_left", 0]]),
    timers,
    changed: () => {},
  });
  return { feed, network, timers, answers };
}

const poke = (seq: number) => ({ seq, t: seq * 1000, type: "input", kind: "edge", channel: "poke_left", active: true });

test("the log is followed from the line after the columns", async () => {
  const { feed, network, timers } = await following(10);
  await feed.start();
  assert.equal(network.last.address, "s from 11");
  network.last.onopen?.();
  assert.equal(feed.view.state, "catching_up");
  network.last.say(poke(11), poke(12));
  timers.pass(QUIET_MS);
  assert.equal(feed.view.state, "live");
  assert.equal(feed.columns!.pokes[0]!.on_us.length, 2);
});

test("after a broken connection it asks for the next line and says that it has caught up", async () => {
  const { feed, network, timers } = await following(0);
  await feed.start();
  network.last.onopen?.();
  network.last.say(poke(1));
  timers.pass(QUIET_MS);
  network.last.onclose?.();
  assert.equal(feed.view.state, "reconnecting");
  timers.pass(250);
  assert.equal(network.last.address, "s from 2");
  network.last.onopen?.();
  network.last.say(poke(2), poke(3), poke(4));
  timers.pass(QUIET_MS);
  assert.deepEqual(
    [feed.view.state, feed.view.caught_up_lines, feed.view.reconnects],
    ["live", 3, 1],
  );
  assert.deepEqual([...feed.columns!.pokes[0]!.on_us.view()], [1000, 2000, 3000, 4000]);
});

test("a session that never rests is live all the same, and what was missed is not", async () => {
  const { feed, network, timers } = await following(0);
  await feed.start();
  network.last.onopen?.();
  let seq = 1;
  const say = (lines: number) => network.last.say(...Array.from({ length: lines }, () => poke(seq++)));
  for (let i = 0; i < 4; i++) {
    timers.pass(QUIET_MS - 50);
    assert.equal(feed.view.state, "catching_up");
    say(200);
  }
  for (let i = 0; i < 4; i++) {
    timers.pass(QUIET_MS / 3);
    say(5);
  }
  assert.equal(feed.view.state, "live");
});

test("lines that are there already are passed over", async () => {
  const { feed, network } = await following(3);
  await feed.start();
  network.last.onopen?.();
  network.last.say(poke(2), poke(3), poke(4));
  assert.equal(feed.columns!.pokes[0]!.on_us.length, 1);
  assert.equal(network.wires.length, 1);
});

test("where a line is missing nothing after it is taken, and it is asked for again", async () => {
  const { feed, network, timers } = await following(3);
  await feed.start();
  network.last.onopen?.();
  network.last.say(poke(4), poke(6), poke(7));
  assert.equal(feed.columns!.next_seq, 5);
  assert.ok(network.last.closed);
  timers.pass(250);
  assert.equal(network.last.address, "s from 5");
});

test("the end of the stream is the end: no new connection follows", async () => {
  const { feed, network, timers } = await following(0);
  await feed.start();
  network.last.onopen?.();
  network.last.say(poke(1), { stream: "end" });
  assert.equal(feed.view.state, "ended");
  timers.pass(60000);
  assert.equal(network.wires.length, 1);
});

test("columns that do not come are asked for again", async () => {
  const { feed, network, timers, answers } = await following(0);
  answers.push(() => Promise.reject(new Error("no")));
  await feed.start();
  assert.equal(feed.view.state, "failed");
  timers.pass(2000);
  await settle();
  assert.equal(network.wires.length, 1);
});

test("a feed that was stopped while it loaded opens no wire", async () => {
  const { feed, network } = await following(0);
  const start = feed.start();
  feed.stop();
  await start;
  assert.equal(network.wires.length, 0);
});
