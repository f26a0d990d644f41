// The pages for the documentation: a real daemon on the simulated rig, with the sessions of a
// day in its data folder. docs/dashboard.md shows them.
import { strict as assert } from "node:assert";
import { test } from "node:test";
import { photograph } from "../browser/photograph";
import { View } from "../browser/harness";
import { RealDaemon } from "../e2e/real_daemon";

// As wide as text stays readable where the picture is shown half a page wide.
const LOOK = { width: 1120, height: 800, scheme: "light" } as const;
const STAIRCASE = "mouse-cooperation-staircase";

async function calibrate(daemon: RealDaemon, seat: string, offset_mg: number, note: string): Promise<void> {
  const rows = [["20", 105], ["30", 172], ["40", 250], ["80", 531]].map(([open_ms, mg]) => (
    { open_ms, pulses: 50, weights_mg: [String(Number(mg) + offset_mg)] }
  ));
  await daemon.post("/calibrations", { channel: `valve_${seat}`, rows, note });
}

async function run(daemon: RealDaemon, subjects: string[], stage: string, note: string): Promise<void> {
  const before = daemon.logs().length;
  await daemon.post("/sessions", { subjects, schedule: STAIRCASE, stage, speed: "max", labels: { drug: "saline" } });
  await daemon.until("idle", () => daemon.logs().length > before);
  await daemon.post("/sessions/current/notes", { text: note });
}

// Records of one valve are told apart by the second in which they were stored.
async function nextSecond(): Promise<void> {
  await new Promise((done) => setTimeout(done, 1000 - (Date.now() % 1000) + 1));
}

async function aDay(daemon: RealDaemon): Promise<void> {
  await calibrate(daemon, "left", 0, "new tubing");
  await calibrate(daemon, "right", 9, "new tubing");
  await run(daemon, ["M1", "M2"], "cooperation 0.75 s", "M2 took a while to leave the corner");
  await run(daemon, ["M3", "M4"], "cooperation 1.5 s", "door of the box closed late");
  await run(daemon, ["M5", "M6"], "cooperation 3 s", "both awake at once");
  await run(daemon, ["M7", "M8"], "solo shaping", "first day of M8");
  await nextSecond();
  await calibrate(daemon, "left", 2.5, "after cleaning");
}

async function live(view: View, daemon: RealDaemon): Promise<void> {
  await daemon.post("/sessions", { subjects: ["M9", "M10"], schedule: "quick-start", speed: "10" });
  await daemon.until("running", (status) => status.session?.tally.trials >= 4);
  await daemon.post("/sessions/current/notes", { text: "M10 sneezed" });
  await view.go("live");
  await view.page.locator("[data-testid=feed][data-state=live]").waitFor();
  await daemon.until("running", (status) => status.session?.tally.trials >= 30);
  await daemon.post("/sessions/current/notes", { text: "someone came in" });
  await view.page.locator("[data-testid=chance]", { hasText: "%" }).waitFor();
}

async function textOpened(view: View): Promise<string> {
  await view.page.waitForFunction(() => document.querySelector<HTMLTextAreaElement>("[data-testid=document-text]")?.value !== "");
  return view.at("document-text").inputValue();
}

async function library(view: View, daemon: RealDaemon): Promise<void> {
  const text = JSON.stringify(await daemon.get(`/schedules/${STAIRCASE}`), null, 2);
  await daemon.post("/schedules", { text: text.replace('"duration_min": 30', '"duration_min": 20'), note: "shorter sessions" });
  await view.go("library");
  await view.page.locator(`[data-testid^=open-schedules-${STAIRCASE}-]`).first().click();
  await view.at("document-text").fill((await textOpened(view)).replace('"window_ms": 1500', '"windw_ms": 1500'));
  await view.at("document-check").click();
  await view.at("problem-place").last().click();
}

async function calibration(view: View): Promise<void> {
  await view.at("valve-valve_left").check();
  for (const [i, mg] of ["106", "173", "318.5", "530"].entries()) {
    await view.at(`row-${i}-weight-0`).fill(mg);
  }
  await view.at("chart-fit").first().waitFor();
  await view.at("calibration-history").getByText("after cleaning").waitFor();
}

async function start(view: View): Promise<void> {
  await view.at("suggestion").first().click();
  await view.page.locator("[data-testid=check-already-run-today][data-level=fail]").waitFor();
}

// Without what only names the machine and the build that the picture was taken on.
async function health(view: View): Promise<void> {
  for (const only of ["[data-testid=finding-kernel]", "[data-testid=this-daemon]"]) {
    await view.page.locator(only).evaluate((element: HTMLElement) => void (element.style.display = "none"));
  }
}

async function session(view: View): Promise<void> {
  await view.page.locator(".sessions a", { hasText: "M1 and M2" }).click();
  await view.at("moment").getByText(/trial/i).waitFor(); // the columns are there
  await view.at("replay-time").fill("400000");
  await view.at("what-if-slider").fill("400");
  await view.at("flips").locator("li").first().waitFor();
  await view.at("notes").getByText("leave the corner").waitFor();
}

// Long pages are shown down to the end of a row of cards.
const PICTURES: [name: string, page: string, height: number, ready: (view: View, daemon: RealDaemon) => Promise<void>][] = [
  ["sessions", "sessions", 680, (view) => view.page.locator(".sessions tbody tr").nth(3).waitFor()],
  ["session", "sessions", 1112, session],
  ["start", "start", Infinity, start],
  ["library", "start", 1000, library],
  ["hardware", "hardware", Infinity, (view) => view.page.locator("[data-testid=pulse-valve_left]:enabled").waitFor()],
  ["calibration", "calibration", Infinity, calibration],
  ["health", "doctor", Infinity, health],
  ["live", "start", 1324, live],
];

test("every page of a day on the real daemon has its picture", async () => {
  const daemon = await RealDaemon.start("lab");
  try {
    await aDay(daemon);
    for (const [name, page, height, ready] of PICTURES) {
      const view = await View.of(daemon.address, LOOK);
      try {
        await view.go(page);
        await ready(view, daemon);
        await photograph(view.page, `${name}-desktop`, height);
        assert.deepEqual([name, view.errors, view.strangers], [name, [], []]);
      } finally {
        await view.close();
      }
    }
  } finally {
    await daemon.stop();
  }
});
