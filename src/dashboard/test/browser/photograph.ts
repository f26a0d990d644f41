// A page, light and dark, from its top to its end or to `height`, in the folder for screenshots.
import { strict as assert } from "node:assert";
import { statSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";

const folder = process.env["DYAD_SCREENSHOTS"] ?? "";

export async function photograph(page: Page, name: string, height = Infinity): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(() => window.scrollTo(0, 0));
    // Two frames: the canvases are drawn in the first.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const path = join(folder, `${name}-${colorScheme}.png`);
    const [width, whole] = await page.evaluate(() => [document.documentElement.clientWidth, document.documentElement.scrollHeight]);
    await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width: width!, height: Math.min(height, whole!) } });
    assert.ok(statSync(path).size > 4000, `${path} is nearly empty`);
  }
}
