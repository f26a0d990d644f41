// Every page, light and dark, on a desk and in the hand: for a person to look at.
import { strict as assert } from "node:assert";
import { statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { DESKTOP, type Look, on, PHONE } from "./harness";
import { CASES, visit } from "./pages";

const folder = process.env["DYAD_SCREENSHOTS"] ?? "";

const LOOKS: [name: string, look: Look][] = [
  ["desktop-light", DESKTOP],
  ["desktop-dark", { ...DESKTOP, scheme: "dark" }],
  ["phone-light", PHONE],
  ["phone-dark", { ...PHONE, scheme: "dark" }],
];

for (const page of CASES) {
  test(`a screenshot of ${page.name} is taken in each look`, async () => {
    await on(DESKTOP, page.prepare, async (stage) => {
      await visit(stage, page);
      for (const [name, look] of LOOKS) {
        await stage.page.setViewportSize({ width: look.width, height: look.height });
        await stage.page.emulateMedia({ colorScheme: look.scheme });
        await stage.page.waitForTimeout(250); // for the charts to be drawn anew: pictures only
        const path = join(folder, `${page.name}-${name}.png`);
        await stage.page.screenshot({ path, fullPage: true });
        assert.ok(statSync(path).size > 5000, `${path} is nearly empty`);
      }
      assert.deepEqual(stage.errors, []);
      assert.deepEqual(stage.strangers, []);
    });
  });
}
