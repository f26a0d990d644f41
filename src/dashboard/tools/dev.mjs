// The pages for whoever works on them: bundled anew at each load.
//
//   node tools/dev.mjs [--port 8480] [--daemon http://127.0.0.1:8470]
//
// With --daemon on a real daemon, else on the made-up one of the tests, with a session that
// runs.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { createServer, request as ask } from "node:http";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import * as esbuild from "esbuild";
import { bundle, root } from "./bundle.mjs";

const { values } = parseArgs({
  options: { port: { type: "string", default: "8480" }, daemon: { type: "string" } },
});

// The daemon checks that a page asks from where it came: what it sees is its own address.
function headersFor(daemon, headers) {
  const own = { ...headers, host: daemon.host };
  if (headers.origin) own.origin = daemon.origin;
  return own;
}

function forward(daemon, incoming, outgoing) {
  const options = { method: incoming.method, headers: headersFor(daemon, incoming.headers) };
  const asked = ask(new URL(incoming.url, daemon), options, (answer) => {
    outgoing.writeHead(answer.statusCode, answer.headers);
    answer.pipe(outgoing);
  });
  asked.on("error", () => outgoing.writeHead(502).end());
  incoming.pipe(asked);
}

function tunnel(daemon, incoming, socket) {
  const far = connect(Number(daemon.port), daemon.hostname, () => {
    const headers = Object.entries(headersFor(daemon, incoming.headers));
    const lines = headers.map(([name, value]) => `${name}: ${value}`).join("\r\n");
    far.write(`GET ${incoming.url} HTTP/1.1\r\n${lines}\r\n\r\n`);
    far.pipe(socket).pipe(far);
  });
  far.on("error", () => socket.destroy());
  socket.on("error", () => far.destroy());
}

async function serveFile(incoming, outgoing) {
  const assets = await bundle({ minify: false, sourcemap: "inline" });
  const path = incoming.url === "/" ? "/index.html" : incoming.url;
  const asset = assets.find((each) => each.path === path);
  outgoing.writeHead(asset ? 200 : 404, { "Content-Type": asset?.type ?? "text/plain" });
  outgoing.end(asset?.bytes ?? "there is no such file");
}

function onDaemon(daemon) {
  const server = createServer((incoming, outgoing) => {
    if (incoming.url.startsWith("/api/")) forward(daemon, incoming, outgoing);
    else serveFile(incoming, outgoing).catch((error) => outgoing.writeHead(500).end(String(error)));
  });
  server.on("upgrade", (incoming, socket) => tunnel(daemon, incoming, socket));
  server.listen(Number(values.port), "127.0.0.1");
}

async function onMock() {
  const folder = mkdtempSync(join(tmpdir(), "dyad-dev-"));
  mkdirSync(join(folder, "assets"));
  for (const asset of await bundle()) writeFileSync(join(folder, asset.path), asset.bytes);
  const outfile = join(root, "node_modules/.dyad-mock.cjs");
  const entry = join(root, "test/mock/daemon.ts");
  await esbuild.build({ entryPoints: [entry], outfile, bundle: true, platform: "node", external: ["ws"] });
  const { MockDaemon } = createRequire(import.meta.url)(outfile);
  const mock = new MockDaemon(folder);
  mock.startSession(60e6);
  await mock.listen(Number(values.port));
}

if (values.daemon) onDaemon(new URL(values.daemon));
else await onMock();
console.log(`http://127.0.0.1:${values.port}/`);
