import { strict as assert } from "node:assert";
import { test } from "node:test";
import { OnePress, REST_MS } from "../../app/model/one_press";
import { FakeTimers, settle } from "./fakes";

function button() {
  const timers = new FakeTimers();
  const shown: boolean[] = [];
  const calls: string[] = [];
  const press = new OnePress(timers, (resting) => shown.push(resting));
  return { timers, shown, calls, press };
}

test("a double click is one press", async () => {
  const { timers, shown, calls, press } = button();
  const call = async () => void calls.push("reward");
  void press.press(call);
  void press.press(call);
  await settle();
  timers.pass(REST_MS - 1);
  void press.press(call);
  await settle();
  assert.deepEqual([calls.length, shown], [1, [true]]);
  timers.pass(1);
  await settle();
  void press.press(call);
  assert.deepEqual([calls.length, shown], [2, [true, false, true]]);
});

test("a press rests until its call was answered, however long that takes", async () => {
  const { timers, shown, press } = button();
  let answer = () => {};
  void press.press(() => new Promise<void>((done) => (answer = done)));
  timers.pass(60 * REST_MS);
  await settle();
  assert.deepEqual(shown, [true]);
  answer();
  await settle();
  assert.deepEqual(shown, [true, false]);
});

test("a call that failed can be tried again", async () => {
  const { timers, shown, press } = button();
  const failed = assert.rejects(press.press(() => Promise.reject(new Error("no answer"))));
  timers.pass(REST_MS);
  await failed;
  assert.deepEqual(shown, [true, false]);
});
