// The pages as a browser loads them: bundled, minified, with a hash in each name.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");

// All that a browser loads before the first page stands, gzipped.
export const LIMIT_BYTES = 150 * 1024;

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

function options(extra) {
  return {
    absWorkingDir: root,
    entryPoints: {
      dashboard: "app/main.tsx",
      theme: "app/theme_early.ts",
      icon: "app/styles/icon.svg",
    },
    entryNames: "[name]-[hash]",
    loader: { ".svg": "copy" },
    bundle: true,
    minify: true,
    format: "iife",
    target: ["es2021", "chrome100", "firefox102", "safari15.4"],
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    charset: "utf8",
    metafile: true,
    write: false,
    outdir: "out",
    logLevel: "warning",
    ...extra,
  };
}

function asset(path, bytes) {
  const type = TYPES[path.slice(path.lastIndexOf("."))];
  if (!type) throw new Error(`no content type is known of ${path}`);
  const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  return {
    path,
    type,
    bytes: Buffer.from(bytes),
    gzipped: gzipSync(bytes, { level: 9 }),
    etag: `"${digest}"`,
  };
}

function page(names) {
  let html = readFileSync(join(root, "index.html"), "utf8");
  for (const [key, name] of Object.entries(names)) {
    html = html.replaceAll(`{{${key}}}`, name);
  }
  const left = html.match(/\{\{[^}]*\}\}/);
  if (left) throw new Error(`index.html names ${left[0]}, which the bundle does not have`);
  return html;
}

// [{path, type, bytes, gzipped, etag}]: the page, and what it names.
export async function bundle(extra = {}) {
  const result = await esbuild.build(options(extra));
  const names = {};
  const assets = [];
  for (const file of result.outputFiles) {
    const name = basename(file.path);
    if (!/\.(js|css|svg)$/.test(name)) continue;
    names[name.replace(/-[A-Z0-9]{8}/, "")] = name;
    assets.push(asset(`/assets/${name}`, file.contents));
  }
  assets.sort((a, b) => (a.path < b.path ? -1 : 1));
  return [asset("/index.html", Buffer.from(page(names))), ...assets];
}

export function loadBytes(assets) {
  return assets.reduce((sum, each) => sum + each.gzipped.length, 0);
}
