import { strict as assert } from "node:assert";
import { test } from "node:test";
import { SessionClock } from "../../app/model/session_clock";

test("between two messages time goes on as the page's clock does", () => {
  const clock = new SessionClock();
  clock.hear("s", 10e6, 1000);
  assert.equal(clock.now_us(1000), 10e6);
  assert.equal(clock.now_us(1200), 10.2e6);
});

test("a message that was long on its way does not set time back", () => {
  const clock = new SessionClock();
  clock.hear("s", 10e6, 1000);
  clock.hear("s", 10.25e6, 1250);
  // Sent at 10.5 s, it came 180 ms late.
  clock.hear("s", 10.5e6, 1680);
  assert.equal(clock.now_us(1680), 10.68e6);
});

test("time never falls, even where a fast session slows down", () => {
  const clock = new SessionClock();
  for (let i = 0; i <= 8; i++) clock.hear("s", i * 2.5e6, i * 250);
  const before = clock.now_us(2200);
  assert.equal(before, 22e6);
  clock.hear("s", 20.5e6, 2250);
  assert.equal(clock.now_us(2250), before);
});

test("where the daemon is not heard any more, time stands still instead of guessing on", () => {
  const clock = new SessionClock();
  clock.hear("s", 10e6, 1000);
  assert.equal(clock.now_us(60000), clock.now_us(120000));
  assert.ok(clock.now_us(60000) <= 12e6);
});

test("a session that is simulated faster is followed at its speed", () => {
  const clock = new SessionClock();
  for (let i = 0; i <= 8; i++) clock.hear("s", i * 2.5e6, i * 250);
  assert.equal(clock.now_us(2000), 20e6);
  assert.equal(clock.now_us(2100), 21e6);
});

test("another session begins at its own time", () => {
  const clock = new SessionClock();
  clock.hear("a", 900e6, 1000);
  assert.equal(clock.now_us(1000), 900e6);
  clock.hear("b", 0, 2000);
  assert.equal(clock.now_us(2100), 0.1e6);
});
