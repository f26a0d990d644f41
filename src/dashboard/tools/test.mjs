// Bundles the tests and runs them with Node's own runner.
//
//   node tools/test.mjs unit|browser|e2e [--out DIR] [--www DIR] [--screenshots DIR]
//
// `browser` opens the pages in DYAD_CHROMIUM (default: chromium) and takes them from
// --www, as tools/build.mjs wrote them.
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import * as esbuild from "esbuild";
import { root } from "./bundle.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: "string", default: "out" },
    www: { type: "string", default: "out/www" },
    screenshots: { type: "string", default: "out/screenshots" },
    only: { type: "string", default: "" },
  },
});
const kind = positionals[0] ?? "unit";
const out = resolve(values.out, `tests-${kind}`);
const tests = readdirSync(join(root, "test", kind)).filter(
  (name) => name.endsWith("_test.ts") && name.includes(values.only),
);
if (tests.length === 0) {
  console.error(`tools/test.mjs: there are no tests in test/${kind}`);
  process.exit(2);
}
await esbuild.build({
  entryPoints: tests.map((name) => join(root, "test", kind, name)),
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node18",
  outdir: out,
  outExtension: { ".js": ".cjs" },
  external: ["playwright-core", "ws"],
  jsx: "automatic",
  jsxImportSource: "preact",
  sourcemap: "inline",
  logLevel: "warning",
});
mkdirSync(values.screenshots, { recursive: true });
const files = tests.map((name) => join(out, name.replace(/\.ts$/, ".cjs")));
const run = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...files], {
  stdio: "inherit",
  env: {
    ...process.env,
    NODE_PATH: join(root, "node_modules"),
    DYAD_DASHBOARD_ROOT: root,
    DYAD_DASHBOARD_WWW: resolve(values.www),
    DYAD_SCREENSHOTS: resolve(values.screenshots),
  },
});
process.exit(run.status ?? 1);
