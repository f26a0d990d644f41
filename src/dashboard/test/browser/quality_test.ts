// Keyboard, theme, and a session as large as is promised.
import { strict as assert } from "node:assert";
import { test } from "node:test";
import { largeColumns } from "../mock/large";
import { DESKTOP, on, type Stage } from "./harness";
import { CASES, visit } from "./pages";

// What is focused while Tab is pressed again and again, as "testid" or "testid UNSEEN".
async function focusedNames(stage: Stage, presses: number): Promise<string[]> {
  await stage.page.evaluate(() => {
    const names: string[] = [];
    Object.assign(window, { focused: names });
    document.addEventListener("focusin", () => {
      const element = document.activeElement!;
      const style = getComputedStyle(element);
      const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
      names.push(`${element.getAttribute("data-testid") ?? element.className}${seen ? "" : " UNSEEN"}`);
    });
    (document.activeElement as HTMLElement | null)?.blur();
  });
  for (let i = 0; i < presses; i++) await stage.page.keyboard.press("Tab");
  return stage.page.evaluate(() => (window as unknown as { focused: string[] }).focused);
}

test("every control is reached by Tab, and shows where the focus is", async () => {
  for (const name of ["start", "hardware", "library", "session", "live"]) {
    const page = CASES.find((each) => each.name === name)!;
    await on(DESKTOP, page.prepare, async (stage) => {
      await visit(stage, page);
      const wanted: string[] = await stage.page.evaluate(() =>
        [...document.querySelectorAll("button:enabled, input:enabled, select:enabled, textarea:enabled, a[href]")]
          .filter((element) => element.checkVisibility())
          .map((element) => element.getAttribute("data-testid") ?? "")
          .filter((id) => id !== ""),
      );
      const reached = await focusedNames(stage, wanted.length + 30);
      assert.deepEqual(wanted.filter((id) => !reached.some((each) => each.split(" ")[0] === id)), [], `${name}: not reached`);
      assert.deepEqual(reached.filter((each) => each.endsWith("UNSEEN")), [], `${name}: focus not seen`);
    });
  }
});

test("the skip link leads to the page", async () => {
  await on(DESKTOP, () => {}, async (stage) => {
    await stage.go("sessions");
    await stage.page.keyboard.press("Tab");
    await stage.page.keyboard.press("Enter");
    assert.equal(await stage.page.evaluate(() => document.activeElement?.id), "main");
    assert.match(stage.page.url(), /#\/sessions$/);
  });
});

test("the theme is chosen by hand and stays after a reload", async () => {
  await on(DESKTOP, () => {}, async (stage) => {
    await stage.go("live");
    const ground = () => stage.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await ground();
    await stage.at("theme").click();
    const dark = await ground();
    assert.notEqual(dark, light);
    await stage.page.reload();
    await stage.at("theme").waitFor();
    assert.equal(await ground(), dark);
  });
});

const EVENTS = 200000;
const MOST_MEDIAN_MS = 8;

interface Drawn {
  count: number;
  median: number;
  p99: number;
}

async function drawTimes(stage: Stage): Promise<Drawn> {
  return stage.page.evaluate(() => {
    const times = (document.querySelector("canvas.raster") as unknown as { drawTimes: { ms: Float32Array; count: number } }).drawTimes;
    const sorted = [...times.ms.subarray(0, Math.min(times.count, times.ms.length))].sort((a, b) => a - b);
    return { count: times.count, median: sorted[Math.floor(sorted.length / 2)]!, p99: sorted[Math.floor(sorted.length * 0.99)]! };
  });
}

test("200,000 events are drawn in a small part of a frame", async (t) => {
  const prepare = (daemon: import("../mock/daemon").MockDaemon) => {
    const columns = largeColumns("", ["m101", "m102"], EVENTS);
    const session = daemon.startSession(columns.lasted_us);
    daemon.columns = { ...columns, id: session.id };
  };
  await on(DESKTOP, prepare, async (stage) => {
    await stage.go("live");
    await stage.page.locator("[data-testid=feed][data-state=live]").waitFor();
    for (const span of ["span-all", "span-30s"]) {
      await stage.at(span).click();
      const before = (await drawTimes(stage)).count;
      await stage.page.waitForTimeout(2500); // frames to measure
      const drawn = await drawTimes(stage);
      t.diagnostic(`${span}: ${drawn.count - before} frames, median ${drawn.median.toFixed(2)} ms, 99 % ${drawn.p99.toFixed(2)} ms`);
      assert.ok(drawn.count - before > 10, "hardly anything was drawn");
      assert.ok(drawn.median < MOST_MEDIAN_MS, `median ${drawn.median} ms`);
    }
  });
});
