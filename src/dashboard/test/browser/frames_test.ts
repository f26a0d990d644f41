// 60 frames a second with 200,000 events loaded: the frames that a page really gets, beside
// those that an empty page of the same browser gets in turns with it. A machine that is busy
// takes frames from both.
import { strict as assert } from "node:assert";
import { test, type TestContext } from "node:test";
import { largeColumns } from "../mock/large";
import type { MockDaemon } from "../mock/daemon";
import { type Frames, framesOf, middle } from "./frames";
import { DESKTOP, on, type Stage } from "./harness";

const EVENTS = 200000;
const ROUNDS = 3;
const ROUND_MS = 2000;
const LEAST_RATIO = 0.95;
const MOST_MISSED_MORE = 0.05;

function running(daemon: MockDaemon): void {
  const columns = largeColumns("", ["m101", "m102"], EVENTS);
  const session = daemon.startSession(columns.lasted_us);
  daemon.columns = { ...columns, id: session.id };
}

function finished(daemon: MockDaemon): void {
  daemon.columns = { ...largeColumns("", ["m101", "m102"], EVENTS), id: daemon.summaries[0]!.id, end_reason: "duration" };
}

interface Page {
  // Opens the page with all of the events in it.
  open(stage: Stage): Promise<void>;
  span: string;
  slide?: string;
}

async function empty(stage: Stage): Promise<Frames> {
  await stage.page.goto("about:blank");
  return framesOf(stage.page, ROUND_MS);
}

const say = ({ perSecond, missed, longest_ms, longTasks }: Frames) =>
  `${perSecond.toFixed(1)} a second, ${(100 * missed).toFixed(1)} % missed, longest ${longest_ms.toFixed(0)} ms, ${longTasks} long tasks`;

async function holds(stage: Stage, t: TestContext, page: Page): Promise<void> {
  const ratios: number[] = [];
  const more: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const none = await empty(stage);
    await page.open(stage);
    await stage.at(page.span).click();
    const full = await framesOf(stage.page, ROUND_MS, page.slide);
    t.diagnostic(`empty page: ${say(none)}`);
    t.diagnostic(`${page.span}: ${say(full)}`);
    ratios.push(full.perSecond / none.perSecond);
    more.push(full.missed - none.missed);
  }
  t.diagnostic(`${page.span}: ${middle(ratios).toFixed(3)} of the empty page's frames`);
  assert.ok(middle(ratios) >= LEAST_RATIO, `of an empty page's frames: ${ratios.map((r) => r.toFixed(3)).join(", ")}`);
  assert.ok(middle(more) <= MOST_MISSED_MORE, `missed more than an empty page: ${more.map((m) => m.toFixed(3)).join(", ")}`);
}

async function openLive(stage: Stage): Promise<void> {
  await stage.go("live");
  await stage.page.locator("[data-testid=feed][data-state=live]").waitFor();
}

async function openReplay(stage: Stage): Promise<void> {
  await stage.go(`session/${stage.daemon.summaries[0]!.id}`);
  await stage.page.locator("[data-testid=moment]", { hasText: "trial" }).waitFor();
}

for (const span of ["span-30s", "span-all"]) {
  test(`Live with 200,000 events and new ones coming gets the frames of an empty page: ${span}`, async (t) => {
    await on(DESKTOP, running, async (stage) => {
      await holds(stage, t, { open: openLive, span });
      assert.ok(Number(await stage.at("feed").getAttribute("data-next-seq")) > 50, "no new events came");
      assert.deepEqual(stage.errors, []);
    });
  });

  test(`A replay of 200,000 events under a moving slider gets the frames of an empty page: ${span}`, async (t) => {
    await on(DESKTOP, finished, async (stage) => {
      await holds(stage, t, { open: openReplay, span, slide: "replay-time" });
      assert.notEqual(await stage.at("replay-time").inputValue(), "0", "the slider did not move");
      assert.deepEqual(stage.errors, []);
    });
  });
}
