// A student's day on the real daemon: no mock, a real browser, virtual mice.
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { DESKTOP, View } from "../browser/harness";
import { FlakyWire } from "./flaky_wire";
import { RealDaemon } from "./real_daemon";

type What = (view: View, daemon: RealDaemon) => Promise<void>;

async function withDaemon(what: What): Promise<void> {
  const daemon = await RealDaemon.start();
  const view = await View.of(daemon.address, DESKTOP);
  try {
    await what(view, daemon);
    assert.deepEqual(view.errors, []);
    assert.deepEqual(view.strangers, [], "a request left the machine");
  } finally {
    await view.close();
    assert.equal(await daemon.stop(), 0, "the daemon did not end in order");
  }
}

const state = (view: View, name: string) => view.page.locator(`[data-testid=state][data-state=${name}]`).waitFor();
const feed = (view: View, name: string) => view.page.locator(`[data-testid=feed][data-state=${name}]`).waitFor();

async function start(view: View, animals: [string, string], speed: string, schedule = "quick-start"): Promise<void> {
  await view.go("start");
  await view.at("animal-0").fill(animals[0]);
  await view.at("animal-1").fill(animals[1]);
  await view.at("schedule").selectOption(schedule);
  await view.at("speed").selectOption(speed);
  await view.page.locator("[data-testid=start]:enabled").click();
  await state(view, "running");
}

async function stop(view: View): Promise<void> {
  await view.at("stop").click();
  await view.at("stop-confirm").click();
  await state(view, "idle");
}

// The trials that the page has counted so far.
const trials = async (daemon: RealDaemon) => (await daemon.get("/status")).session?.tally?.trials ?? 0;

async function until(condition: () => Promise<boolean>, why: string): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await condition())) {
    assert.ok(Date.now() < end, why);
    await new Promise((done) => setTimeout(done, 100));
  }
}

test("start, watch, stop, download, replay", async () => {
  await withDaemon(async (view, daemon) => {
    await start(view, ["M1", "M2"], "10");
    await view.go("live");
    await feed(view, "live");
    await until(async () => (await trials(daemon)) >= 5, "no trials came");
    await view.at("note-text").fill("both are awake");
    await view.page.keyboard.press("Enter");
    await view.at("notes").getByText("both are awake").waitFor();
    await view.at("reward-1").click();
    await view.at("rewards-1").getByText("+ 1 by hand").waitFor();
    await stop(view);
    const log = daemon.logs()[0]!;
    await view.go("sessions");
    await view.page.locator(".sessions a").first().click();
    await view.page.getByRole("heading", { name: "M1 and M2" }).waitFor();
    const download = view.page.waitForEvent("download");
    await view.at("download-log").click();
    const file = await (await download).path();
    assert.deepEqual(readFileSync(file), readFileSync(log), "the download is not the log");
    assert.match(daemon.replay(file), /identical/);
    await view.at("what-if-slider").fill("50");
    await view.at("flips").locator("li").first().waitFor();
  });
});

test("a calibration made in the browser is the one that the next session names", async () => {
  await withDaemon(async (view, daemon) => {
    await view.go("calibration");
    await view.at("valve-valve_left").check();
    const rows = await view.page.locator("[data-testid$=-pulses]").count();
    for (let i = 0; i < rows; i++) {
      await view.at(`row-${i}-pulses`).fill("3");
      await view.page.locator(`[data-testid=row-${i}-run]:enabled`).click();
      await view.at(`row-${i}`).getByText("3 given").waitFor();
      await view.at(`row-${i}-weight-0`).fill(String(6 * (i + 1)));
    }
    await view.at("calibration-note").fill("new bottle");
    await view.page.locator("[data-testid=calibration-save]:enabled").click();
    await view.at("calibration-history").getByText("new bottle").waitFor();
    const { channels } = await daemon.get("/calibrations");
    const left = channels.find((each: any) => each.channel === "valve_left");
    assert.equal(left.history.length, 1);
    assert.equal(left.in_use.record, left.history[0].id);
    assert.deepEqual(left.history[0].table.map((each: any) => each.volume_nl), [2000, 4000, 6000, 8000].slice(0, rows));
    await start(view, ["M1", "M2"], "10");
    await stop(view);
    const valve = daemon.header(daemon.logs()[0]!).rig.channels.valve_left;
    assert.equal(valve.calibration_record, left.history[0].id);
    assert.equal(valve.calibration[0].ul, 2);
  });
});

test("a schedule is written with a fault, mended, stored and run", async () => {
  await withDaemon(async (view, daemon) => {
    await view.go("library");
    await view.page.locator("[data-testid^=open-schedules-quick-start-]").click();
    const text = view.at("document-text");
    await until(async () => (await text.inputValue()).includes("window_ms"), "the schedule was not opened");
    const ours = (await text.inputValue()).replace('"Quick start"', '"Ours"').replace('"window_ms": 750', '"window_ms": 1500');
    await text.fill(ours.replace("window_ms", "windw_ms"));
    await view.at("document-store").click();
    const findings = view.at("document-findings");
    await findings.getByText('did you mean "window_ms"?').waitFor();
    await view.at("problem-place").last().click();
    const line = await text.evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd));
    assert.match(line, /windw_ms/);
    await text.fill(ours);
    await view.at("document-note").fill("a wider window");
    await view.at("document-store").click();
    await view.at("store-confirm").click();
    await view.at("document-stored").getByText("is stored").waitFor();
    await view.at("shelf-schedules").getByText("a wider window").waitFor();
    assert.equal((await daemon.get("/schedules/ours")).stages[0].window_ms, 1500);
    await start(view, ["M1", "M2"], "10", "ours");
    await until(async () => (await trials(daemon)) >= 1, "no trials came");
    await stop(view);
    assert.equal(daemon.header(daemon.logs()[0]!).schedule.name, "Ours");
  });
});

test("a page that is loaded again stands again", async () => {
  await withDaemon(async (view) => {
    await view.go("sessions");
    await view.page.getByRole("heading", { name: "Sessions", exact: true }).first().waitFor();
    await view.page.reload();
    await view.page.getByRole("heading", { name: "Sessions", exact: true }).first().waitFor();
  });
});

test("a page that lost the daemon for a while has missed nothing", async () => {
  const daemon = await RealDaemon.start();
  const wire = await FlakyWire.to(daemon.port);
  const view = await View.of(wire.address, DESKTOP);
  try {
    await start(view, ["M1", "M2"], "10");
    await view.go("live");
    await feed(view, "live");
    const before = await trials(daemon);
    wire.cut();
    await feed(view, "reconnecting");
    await until(async () => (await trials(daemon)) >= before + 3, "the session did not go on");
    wire.mend();
    await feed(view, "live");
    await stop(view);
    await until(async () => Number(await view.at("feed").getAttribute("data-next-seq")) === lastSeq(daemon) + 1, "the page lacks records");
  } finally {
    await view.close();
    await wire.close();
    await daemon.stop();
  }
});

function lastSeq(daemon: RealDaemon): number {
  const lines = readFileSync(daemon.logs()[0]!, "utf8").trimEnd().split("\n");
  return JSON.parse(lines[lines.length - 1]!).seq;
}
