// Every page as it is looked at: how to come to it, and by what it is known to stand.
import type { MockDaemon } from "../mock/daemon";
import type { Stage } from "./harness";

export interface PageCase {
  name: string;
  path: string;
  prepare(daemon: MockDaemon): void;
  ready(stage: Stage): Promise<void>;
}

const nothing = () => {};

function runs(daemon: MockDaemon): void {
  const session = daemon.startSession(140e6);
  session.put({ t: 96.4e6, type: "fault", kind: "events_lost", device: "pi", channel: "poke_right", count: 3, message: "3 edges of poke_right were lost: the kernel's buffer was full" });
}

function interrupted(daemon: MockDaemon): void {
  const { id, subjects } = daemon.summaries[2]!;
  daemon.interrupted = [{ id, subjects: subjects!, schedule: "mouse-cooperation-staircase", stage: "narrow", reason: "no end record", lasted_us: 600e6, remaining_us: 1200e6 }];
}

async function calibrate(stage: Stage): Promise<void> {
  await stage.at("valve-valve_left").check();
  const weights = ["119", "184.5", "310", "502"];
  for (const [i, mg] of weights.entries()) await stage.at(`row-${i}-weight-0`).fill(mg);
  await stage.at("chart-fit").first().waitFor();
}

export const CASES: PageCase[] = [
  { name: "live", path: "live", prepare: runs, ready: (s) => s.at("feed").and(s.page.locator("[data-state=live]")).waitFor() },
  { name: "live-idle", path: "live", prepare: nothing, ready: (s) => s.at("nothing-runs").waitFor() },
  {
    name: "start", path: "start", prepare: interrupted,
    ready: async (s) => {
      await s.at("suggestion").first().click();
      await s.at("check-already-run-today").and(s.page.locator("[data-level=fail]")).waitFor();
    },
  },
  { name: "start-busy", path: "start", prepare: runs, ready: (s) => s.at("already-runs").waitFor() },
  { name: "hardware", path: "hardware", prepare: nothing, ready: (s) => s.at("line-poke_left").and(s.page.locator("[data-active=true]")).waitFor() },
  { name: "calibration", path: "calibration", prepare: nothing, ready: calibrate },
  { name: "sessions", path: "sessions", prepare: nothing, ready: (s) => s.page.locator(".sessions tbody tr").nth(10).waitFor() },
  {
    name: "session", path: "session/", prepare: nothing,
    ready: async (s) => {
      await s.at("replay-time").fill("100000");
      await s.at("what-if-slider").fill("400");
      await s.at("flips").waitFor();
    },
  },
  {
    name: "library", path: "library", prepare: nothing,
    ready: async (s) => {
      await s.page.locator("[data-testid^=open-schedules-]").first().click();
      const text = s.at("document-text");
      await s.page.waitForFunction(() => document.querySelector<HTMLTextAreaElement>("[data-testid=document-text]")!.value !== "");
      await text.fill((await text.inputValue()).replace("window_ms", "windw_ms"));
      await s.at("document-check").click();
      await s.at("problem-place").first().waitFor();
    },
  },
  { name: "doctor", path: "doctor", prepare: nothing, ready: (s) => s.at("finding-kernel").waitFor() },
  {
    name: "sign-in", path: "live",
    prepare: (daemon) => (daemon.me = { name: null, role: "nobody", token_required: true }),
    ready: (s) => s.at("token").waitFor(),
  },
];

export async function visit(stage: Stage, page: PageCase): Promise<void> {
  const id = page.path === "session/" ? stage.daemon.summaries[0]!.id : "";
  if (page.name === "sign-in") await stage.page.goto(stage.address);
  else await stage.go(page.path + id);
  await page.ready(stage);
}
