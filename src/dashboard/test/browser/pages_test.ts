// What holds on every page, on a desk and in the hand: nothing jumps, nothing sticks out,
// everything has a name, no request leaves. And a picture of each, light and dark.
import { strict as assert } from "node:assert";
import { test } from "node:test";
import { DESKTOP, on, PHONE, type Stage } from "./harness";
import { CASES, visit } from "./pages";
import { photograph } from "./photograph";

const MOST_SHIFT = 0.1;

interface Shifts {
  sum: number;
  what: string;
}

// From before the page's first script, so that no shift goes unseen.
async function watchShifts(stage: Stage): Promise<void> {
  await stage.page.addInitScript(() => {
    const shifts = { sum: 0, what: "" };
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; sources?: { node?: Node }[] })[]) {
        shifts.sum += entry.value;
        const node = entry.sources?.[0]?.node;
        if (node instanceof Element) shifts.what += ` ${node.tagName}.${node.className}=${entry.value.toFixed(3)}`;
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

function shiftsOf(stage: Stage): Promise<Shifts> {
  return stage.page.evaluate(() => (window as unknown as { shifts: Shifts }).shifts);
}

function tooWide(stage: Stage): Promise<number> {
  return stage.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

function nameless(stage: Stage): Promise<string[]> {
  return stage.page.evaluate(() =>
    [...document.querySelectorAll("button, input, select, textarea, canvas.raster, [role=img]")]
      .filter((element) => {
        const label = (element as HTMLInputElement).labels?.[0];
        return !(element.getAttribute("aria-label") || element.textContent?.trim() || label?.textContent?.trim());
      })
      .map((element) => element.outerHTML.slice(0, 120)),
  );
}

for (const each of CASES) {
  for (const [where, look] of [["desktop", DESKTOP], ["phone", PHONE]] as const) {
    test(`${each.name}, ${where}: stands still, fits, has names, keeps to itself`, async (t) => {
      await on(look, each.prepare, async (stage) => {
        await watchShifts(stage);
        await visit(stage, each);
        const { sum, what } = await shiftsOf(stage);
        t.diagnostic(`layout shift ${sum.toFixed(4)}`);
        assert.ok(sum < MOST_SHIFT, `shifts by ${sum}:${what}`);
        const wide = await tooWide(stage);
        assert.ok(wide <= 0, `${wide} pixels too wide`);
        assert.deepEqual(await nameless(stage), []);
        await photograph(stage.page, `${each.name}-${where}`);
        assert.deepEqual(stage.errors, []);
        assert.deepEqual(stage.strangers, []);
      });
    });
  }
}
