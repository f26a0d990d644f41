// The colours hold WCAG AA: 4.5 for text, 3 for what is drawn. Read from the style sheet.
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const css = readFileSync(join(process.env["DYAD_DASHBOARD_ROOT"]!, "app/styles/tokens.css"), "utf8");

function colours(block: string): Map<string, string> {
  return new Map([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((m) => [m[1]!, m[2]!]));
}

const blocks = css.split(/\n(?=:root|@media)/).map(colours).filter((each) => each.size > 0);
const themes = { light: blocks[0]!, dark: blocks[1]!, "dark by the machine's wish": blocks[2]! };

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high! + 0.05) / (low! + 0.05);
}

const TEXT: [text: string, ground: string][] = [
  ["text", "ground"], ["text", "surface"], ["text", "lane"], ["muted", "surface"], ["muted", "ground"],
  ["muted", "lane"], ["accent", "surface"], ["on-accent", "accent"], ["text", "accent-soft"],
  ["accent", "accent-soft"], ["danger", "surface"], ["danger", "danger-soft"], ["ok", "ok-soft"],
  ["warn", "warn-soft"], ["coordinated", "surface"], ["missed", "surface"], ["text", "danger-soft"],
  ["subject-1", "lane"], ["subject-2", "surface"], ["subject-3", "lane"], ["subject-4", "surface"],
  ["muted", "accent-soft"], ["text", "ok-soft"], ["muted", "ok-soft"],
];
const DRAWN: [line: string, ground: string][] = [
  ["control", "surface"], ["control", "ground"], ["coordinated", "lane"], ["missed", "lane"],
  ["other", "surface"], ["subject-1", "surface"], ["subject-2", "lane"],
];

for (const [name, theme] of Object.entries(themes)) {
  test(`text and lines stand out in ${name}`, () => {
    for (const [pairs, least] of [[TEXT, 4.5], [DRAWN, 3]] as const) {
      for (const [front, back] of pairs) {
        const ratio = contrast(theme.get(front)!, theme.get(back)!);
        assert.ok(ratio >= least, `${front} on ${back}: ${ratio.toFixed(2)}, at least ${least}`);
      }
    }
  });
}

test("the stop button's white stands out", () => {
  assert.ok(contrast("#ffffff", "#c62828") >= 4.5);
});

test("a chosen dark theme is the one that the machine's wish gives", () => {
  assert.deepEqual([...themes.dark], [...themes["dark by the machine's wish"]]);
});
