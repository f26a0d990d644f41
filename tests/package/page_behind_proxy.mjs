// The dashboard as a person sees it behind the proxy: signs in, starts a session, watches
// it, ends it.
//
//   node page_behind_proxy.mjs FOLDER_OF_THE_DASHBOARD ADDRESS TOKEN
//
// DYAD_CHROMIUM is the browser (default: chromium). Says what went wrong, and exits with 1.
import { strict as assert } from "node:assert";
import { createRequire } from "node:module";

const [dashboard, address, token] = process.argv.slice(2);
const { chromium } = createRequire(`${dashboard}/package.json`)("playwright-core");

const browser = await chromium.launch({
  executablePath: process.env.DYAD_CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});
try {
  // The lab's own certificate, which a person would tell the browser to trust.
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  const errors = [];
  const sockets = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("websocket", (socket) => sockets.push(socket.url()));
  const state = (name) => page.locator(`[data-testid=state][data-state=${name}]`).waitFor();

  await page.goto(`${address}/`);
  await page.getByTestId("token").fill(token);
  // What was refused before the sign-in the browser calls errors.
  errors.length = 0;
  await page.getByTestId("sign-in").click();
  await state("idle");
  const cookie = (await context.cookies()).find((each) => each.name === "dyad_token");
  assert.ok(cookie?.secure && cookie.httpOnly, JSON.stringify(cookie));

  await page.goto(`${address}/#/start`);
  await page.getByTestId("animal-0").fill("B1");
  await page.getByTestId("animal-1").fill("B2");
  await page.getByTestId("schedule").selectOption("quick-start");
  await page.getByTestId("speed").selectOption("10");
  await page.locator("[data-testid=start]:enabled").click();
  await state("running");
  await page.goto(`${address}/#/live`);
  await page.locator("[data-testid=feed][data-state=live]").waitFor();
  await page.getByTestId("stop").click();
  await page.getByTestId("stop-confirm").click();
  await state("idle");

  const secure = `${address.replace("https:", "wss:")}/api/v1/`;
  for (const path of ["live", "events"])
    assert.ok(sockets.some((url) => url.startsWith(secure + path)), `no ${path} among ${sockets}`);
  assert.deepEqual(sockets.filter((url) => !url.startsWith(secure)), []);
  assert.deepEqual(errors, []);
} finally {
  await browser.close();
}
