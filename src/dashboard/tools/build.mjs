// Type-checks and bundles the pages, and writes them as a C++ source that holds them.
//
//   node tools/build.mjs --out DIR
//
// DIR gets the files (DIR/www) and dashboard_assets.cpp. Fails where a type is wrong, or
// where a browser would have to load more than the limit.
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { bundle, loadBytes, LIMIT_BYTES, root } from "./bundle.mjs";
import { embed } from "./embed.mjs";

function checkTypes() {
  const tsc = join(root, "node_modules/.bin/tsc");
  const run = spawnSync(tsc, ["-p", root], { stdio: "inherit" });
  if (run.error) throw new Error(`cannot run ${tsc}: ${run.error.message}; run scripts/setup`);
  if (run.status !== 0) process.exit(1);
}

function write(out, assets) {
  const www = join(out, "www");
  rmSync(www, { recursive: true, force: true });
  mkdirSync(join(www, "assets"), { recursive: true });
  const files = assets.map((asset) => {
    const file = join(www, asset.path);
    writeFileSync(file, asset.bytes);
    writeFileSync(`${file}.gz`, asset.gzipped);
    return { ...asset, file };
  });
  writeFileSync(join(out, "dashboard_assets.cpp"), embed(files));
}

function report(assets) {
  for (const asset of assets) {
    const name = basename(asset.path);
    console.log(`  ${name}: ${asset.bytes.length} bytes, ${asset.gzipped.length} gzipped`);
  }
  const total = loadBytes(assets);
  const kilobytes = (total / 1024).toFixed(1);
  console.log(`dashboard: ${kilobytes} KB gzipped, at most ${LIMIT_BYTES / 1024} KB`);
  if (total <= LIMIT_BYTES) return;
  console.error("dashboard: too much to load: see what the bundle took in (tools/bundle.mjs)");
  process.exit(1);
}

const { values } = parseArgs({ options: { out: { type: "string" } } });
if (!values.out) {
  console.error("usage: node tools/build.mjs --out DIR");
  process.exit(2);
}
const out = resolve(values.out);
checkTypes();
const assets = await bundle();
mkdirSync(out, { recursive: true });
write(out, assets);
report(assets);
