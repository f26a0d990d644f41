import { strict as assert } from "node:assert";
import { test } from "node:test";
import { FlushHold, RENEW_MS } from "../../app/model/flush_hold";
import { FakeTimers, settle } from "./fakes";

function made() {
  const timers = new FakeTimers();
  const calls: string[] = [];
  const shown: [boolean, unknown][] = [];
  let answer: ((lease: { lease: number }) => void) | null = null;
  let renews = true;
  const hold = new FlushHold(
    {
      open: () => new Promise((resolve) => { calls.push("open"); answer = resolve; }),
      renew: async (lease) => { calls.push(`renew ${lease}`); if (!renews) throw new Error("gone"); },
      close: async (lease) => void calls.push(`close ${lease}`),
    },
    timers,
    (open, problem) => shown.push([open, problem]),
  );
  return { timers, calls, shown, hold, opened: () => answer?.({ lease: 7 }), stopRenewing: () => (renews = false) };
}

test("held, the lease is renewed; let go, it is given back at once", async () => {
  const { timers, calls, hold, opened } = made();
  void hold.down();
  opened();
  await settle();
  timers.pass(RENEW_MS);
  await settle();
  timers.pass(RENEW_MS);
  await settle();
  void hold.up();
  await settle();
  timers.pass(10 * RENEW_MS);
  assert.deepEqual(calls, ["open", "renew 7", "renew 7", "close 7"]);
});

test("let go before the daemon has answered, the valve is closed as soon as it did", async () => {
  const { timers, calls, shown, hold, opened } = made();
  void hold.down();
  void hold.up();
  opened();
  await settle();
  timers.pass(10 * RENEW_MS);
  assert.deepEqual(calls, ["open", "close 7"]);
  assert.ok(shown.every(([open]) => !open));
});

test("a lease that cannot be renewed is shown as closed, with the reason", async () => {
  const { timers, calls, shown, hold, opened, stopRenewing } = made();
  void hold.down();
  opened();
  await settle();
  stopRenewing();
  timers.pass(RENEW_MS);
  await settle();
  const [open, problem] = shown[shown.length - 1]!;
  assert.equal(open, false);
  assert.ok(problem instanceof Error);
  timers.pass(10 * RENEW_MS);
  assert.equal(calls.filter((call) => call.startsWith("renew")).length, 1);
});

test("a key that repeats while it is held opens only once", async () => {
  const { calls, hold, opened } = made();
  void hold.down();
  void hold.down();
  opened();
  await settle();
  void hold.down();
  assert.deepEqual(calls, ["open"]);
});
