import { strict as assert } from "node:assert";
import { test } from "node:test";
import { backoff_ms, ReconnectingSocket, socketAddress } from "../../app/api/socket";
import { FakeNetwork, FakeTimers } from "./fakes";

function made() {
  const network = new FakeNetwork();
  const timers = new FakeTimers();
  const states: string[] = [];
  const texts: string[] = [];
  let place = 0;
  const socket = new ReconnectingSocket(
    network.open,
    { address: () => `at ${place++}`, message: (text) => texts.push(text), state: (state) => states.push(state) },
    timers,
  );
  return { network, timers, states, texts, socket };
}

test("a wire that breaks is replaced after a wait, and the address is asked for again", () => {
  const { network, timers, states, socket } = made();
  socket.start();
  network.last.onopen?.();
  network.last.onclose?.();
  assert.equal(network.wires.length, 1);
  timers.pass(backoff_ms(1));
  assert.equal(network.wires.length, 2);
  assert.equal(network.last.address, "at 1");
  assert.deepEqual(states, ["connecting", "open", "waiting", "connecting"]);
});

test("waits grow while nothing answers, up to a bound, and begin anew once it did", () => {
  assert.deepEqual([1, 2, 3, 4, 5, 6, 20].map(backoff_ms), [250, 500, 1000, 2000, 4000, 5000, 5000]);
  const { network, timers, socket } = made();
  socket.start();
  for (const wait of [250, 500, 1000]) {
    network.last.onclose?.();
    timers.pass(wait - 1);
    const before = network.wires.length;
    timers.pass(1);
    assert.equal(network.wires.length, before + 1);
  }
  network.last.onopen?.();
  network.last.onclose?.();
  timers.pass(250);
  assert.equal(network.wires.length, 5);
});

test("a socket that was stopped stays away, and its old wire cannot speak any more", () => {
  const { network, timers, texts, socket } = made();
  socket.start();
  network.last.onopen?.();
  const wire = network.last;
  socket.stop();
  assert.ok(wire.closed);
  wire.onmessage?.({ data: "late" });
  timers.pass(60000);
  assert.deepEqual(texts, []);
  assert.equal(network.wires.length, 1);
});

test("a restart drops a wire that says nothing", () => {
  const { network, timers, socket } = made();
  socket.start();
  network.last.onopen?.();
  socket.restart();
  assert.ok(network.wires[0]!.closed);
  assert.equal(socket.isOpen, false);
  timers.pass(250);
  assert.equal(network.wires.length, 2);
});

test("hurry tries at once where it was waiting, and does nothing to a wire that lives", () => {
  const { network, socket } = made();
  socket.start();
  network.last.onopen?.();
  socket.hurry();
  assert.equal(network.wires.length, 1);
  network.last.onclose?.();
  socket.hurry();
  assert.equal(network.wires.length, 2);
});

test("what is sent while it is not open is refused, not queued", () => {
  const { network, socket } = made();
  socket.start();
  assert.equal(socket.send("early"), false);
  network.last.onopen?.();
  assert.equal(socket.send("now"), true);
  assert.deepEqual(network.last.sent, ["now"]);
});

test("the address is as safe as the page's", () => {
  assert.equal(socketAddress("/live", { protocol: "https:", host: "rig:1" }), "wss://rig:1/api/v1/live");
  assert.equal(socketAddress("/live", { protocol: "http:", host: "rig:1" }), "ws://rig:1/api/v1/live");
});
