// What a person does with the pages, on the mock daemon.
import { strict as assert } from "node:assert";
import { test } from "node:test";
import { DESKTOP, on, type Stage } from "./harness";

const nothing = () => {};

async function until(what: () => boolean, why: string): Promise<void> {
  for (let i = 0; i < 100; i++) {
    if (what()) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.fail(why);
}

const state = (stage: Stage, name: string) => stage.page.locator(`[data-testid=state][data-state=${name}]`).waitFor();
const feed = (stage: Stage, name: string) => stage.page.locator(`[data-testid=feed][data-state=${name}]`).waitFor();

test("a session is checked, started, watched, paused, and stopped from any page", async () => {
  await on(DESKTOP, nothing, async (stage) => {
    await stage.go("start");
    await stage.at("animal-0").fill("m103");
    await stage.at("animal-1").fill("m104");
    await stage.at("schedule").selectOption("mouse-cooperation-staircase");
    await stage.page.locator("[data-testid=start]:enabled").waitFor();
    assert.match(await stage.at("due-why").innerText(), /stage 2 of 3/);
    await stage.at("start").click();
    await state(stage, "running");
    await feed(stage, "live");
    await stage.at("pause").click();
    await state(stage, "paused");
    await stage.at("pause").click();
    await state(stage, "running");
    await stage.at("nav-sessions").click();
    await stage.at("stop").click();
    await stage.at("stop-confirm").click();
    await state(stage, "idle");
    assert.ok(stage.daemon.requests.includes("POST /sessions/current/end"));
    assert.deepEqual(stage.errors, []);
  });
});

test("a refusal is shown with its remedy, and passed over only where it may be", async () => {
  await on(DESKTOP, nothing, async (stage) => {
    await stage.go("start");
    await stage.at("suggestion").first().click();
    const refused = stage.page.locator("[data-testid=check-already-run-today][data-level=fail]");
    await refused.waitFor();
    assert.match(await refused.innerText(), /m101 ran today[\s\S]*Run it tomorrow/);
    assert.ok(await stage.at("start").isDisabled());
    await stage.at("override-already-run-today").check();
    await stage.page.locator("[data-testid=start]:enabled").waitFor();
    await stage.at("animal-0").fill("m107");
    await stage.page.locator("[data-testid=check-disk-low][data-level=fail]").waitFor();
    assert.equal(await stage.at("override-disk-low").count(), 0);
  });
});

test("after a broken connection the page says so, comes back and has missed nothing", async () => {
  await on(DESKTOP, (daemon) => daemon.startSession(20e6), async (stage) => {
    await stage.go("live");
    await feed(stage, "live");
    stage.daemon.unreachable = true;
    stage.daemon.drop();
    await feed(stage, "reconnecting");
    await stage.at("link-lost").waitFor();
    const asked = () => stage.daemon.requests.filter((request) => request.startsWith("WS /api/v1/events"));
    const before = asked().length;
    stage.daemon.running!.put({ t: 1, type: "fault", kind: "late_input", message: "written while nobody was there" });
    await new Promise((done) => setTimeout(done, 300));
    stage.daemon.unreachable = false;
    await feed(stage, "live");
    await stage.page.getByText("written while nobody was there").waitFor();
    assert.match(asked()[before]!, /from=[1-9]/);
    assert.equal(await stage.at("feed").getAttribute("data-reconnects"), "1");
  });
});

test("a note is written with N, and stands in the list", async () => {
  await on(DESKTOP, (daemon) => daemon.startSession(20e6), async (stage) => {
    await stage.go("live");
    await stage.at("notes").waitFor();
    await stage.page.keyboard.press("n");
    await stage.page.keyboard.type("m101 sneezed");
    await stage.page.keyboard.press("Enter");
    await stage.at("notes").getByText("m101 sneezed").waitFor();
    assert.equal(await stage.at("notes").getByText("m101 sneezed").count(), 1);
    assert.equal(await stage.at("note-text").inputValue(), "");
  });
});

const rewardsAsked = (stage: Stage) => stage.daemon.requests.filter((request) => request === "POST /sessions/current/rewards").length;
// Trials reward both alike: the difference is what was given by hand.
const byHand = (stage: Stage, difference_ul: number) =>
  stage.page.waitForFunction((wanted) => {
    const [first, second] = [0, 1].map((i) => parseFloat(document.querySelector(`[data-testid=water-${i}]`)!.textContent!));
    return second! - first! === wanted;
  }, difference_ul);
const rewardRests = (stage: Stage, name: string, rests: boolean) => stage.page.locator(`[data-testid=${name}][aria-disabled=${rests}]`).waitFor();

test("an animal is rewarded by hand, once for a double click, and it is counted", async () => {
  await on(DESKTOP, (daemon) => daemon.startSession(20e6), async (stage) => {
    await stage.go("live");
    await stage.page.locator("[data-testid=reward-1]:enabled").waitFor();
    assert.equal(await stage.at("reward-1").innerText(), "Reward m102");
    await stage.at("reward-1").dblclick();
    await rewardRests(stage, "reward-1", true);
    await byHand(stage, 4);
    await rewardRests(stage, "reward-1", false);
    assert.equal(rewardsAsked(stage), 1);
    await stage.at("reward-0").focus();
    await stage.page.keyboard.press("Enter");
    await byHand(stage, 0);
    assert.equal(rewardsAsked(stage), 2);
    assert.match(await stage.at("rewards-1").innerText(), /^water in \d+ rewards \+ 1 by hand$/);
  });
});

test("a note that is typed after a reward gives no other one", async () => {
  await on(DESKTOP, (daemon) => daemon.startSession(20e6), async (stage) => {
    await stage.go("live");
    await stage.page.locator("[data-testid=reward-0]:enabled").waitFor();
    await stage.at("reward-0").click();
    await rewardRests(stage, "reward-0", true);
    await rewardRests(stage, "reward-0", false);
    await stage.page.keyboard.type("after a reward by hand ");
    await stage.page.keyboard.press("Enter");
    await stage.at("reward-0").hover();
    assert.equal(rewardsAsked(stage), 1);
  });
});

test("rewards by hand are kept apart from the button that ends the session", async () => {
  await on(DESKTOP, (daemon) => daemon.startSession(20e6), async (stage) => {
    await stage.go("live");
    await stage.at("reward-0").waitFor();
    const [stop, reward] = await Promise.all([stage.at("stop").boundingBox(), stage.at("reward-0").boundingBox()]);
    assert.ok(reward!.y - (stop!.y + stop!.height) > 200, "too near");
  });
});

test("water flows while the space bar is held, and no longer", async () => {
  await on(DESKTOP, nothing, async (stage) => {
    await stage.go("hardware");
    await stage.page.locator("[data-testid=flush-valve_left]:enabled").waitFor();
    await stage.at("flush-valve_left").focus();
    await stage.page.keyboard.down(" ");
    await stage.page.locator("[data-testid=flush-valve_left][aria-pressed=true]").waitFor();
    await until(() => stage.daemon.requests.includes("PUT /hardware/flush/7"), "the lease was not renewed");
    assert.ok(!stage.daemon.requests.includes("DELETE /hardware/flush/7"));
    await stage.page.keyboard.up(" ");
    await until(() => stage.daemon.requests.includes("DELETE /hardware/flush/7"), "the valve was not closed");
  });
});

test("a held flush ends when the button loses the hand", async () => {
  await on(DESKTOP, nothing, async (stage) => {
    await stage.go("hardware");
    const button = stage.at("flush-all");
    await stage.page.locator("[data-testid=flush-all]:enabled").waitFor();
    await button.hover();
    await stage.page.mouse.down();
    await stage.page.locator("[data-testid=flush-all][aria-pressed=true]").waitFor();
    await stage.page.evaluate(() => window.dispatchEvent(new Event("blur")));
    await until(() => stage.daemon.requests.includes("DELETE /hardware/flush/7"), "the valve was not closed");
  });
});

test("the lines are held open on this page only, and a reward is given in microlitres", async () => {
  await on(DESKTOP, nothing, async (stage) => {
    await stage.go("hardware");
    await stage.page.locator("[data-testid=line-poke_left][data-active=true]").waitFor();
    stage.daemon.push({ lines: { poke_left: false, poke_right: true } });
    await stage.page.locator("[data-testid=line-poke_right][data-active=true]").waitFor();
    await stage.at("reward-valve_right").click();
    await stage.at("job-valve_right").getByText("Done").waitFor();
    await stage.at("nav-sessions").click();
    await until(() => stage.daemon.hardware === "closed", "the lines stayed open");
  });
});

test("a valve is calibrated: pulses, weights, fit, record", async () => {
  await on(DESKTOP, nothing, async (stage) => {
    await stage.go("calibration");
    await stage.at("valve-valve_right").check();
    await stage.page.locator("[data-testid=row-0-run]:enabled").click();
    await stage.at("row-0").getByText("50 given").waitFor();
    for (const [i, mg] of ["118", "184", "309", "502,5"].entries()) await stage.at(`row-${i}-weight-0`).fill(mg);
    await stage.page.locator("[data-testid=calibration-save]:enabled").waitFor();
    assert.match(await stage.at("fit-worst").first().innerText(), /%/);
    await stage.at("calibration-note").fill("new bottle");
    await stage.at("calibration-save").click();
    await stage.at("calibration-saved").getByText("Saved").waitFor();
    await stage.at("calibration-history").getByText("new bottle").waitFor();
    assert.match(await stage.at("in-use").innerText(), /0 days old/);
  });
});

test("pulses can be stopped halfway", async () => {
  await on(DESKTOP, nothing, async (stage) => {
    await stage.go("calibration");
    await stage.at("valve-valve_left").check();
    await stage.at("row-0-pulses").fill("900");
    await stage.page.locator("[data-testid=row-0-run]:enabled").click();
    await stage.at("row-0-stop").click();
    await stage.at("row-0").getByText("stopped after").waitFor();
  });
});

test("the sessions of a pair are those that have both animals by their whole names", async () => {
  await on(DESKTOP, nothing, async (stage) => {
    await stage.go("sessions");
    const pair = stage.at("filter-subject");
    await pair.fill("m102 m101");
    await stage.page.getByRole("heading", { name: "16 sessions" }).waitFor();
    const shown = await stage.page.locator(".sessions .who").allInnerTexts();
    assert.deepEqual([...new Set(shown)], ["m101 and m102"]);
    for (const animals of ["m101 m10", "m101 m103"]) {
      await pair.fill(animals);
      await stage.page.getByRole("heading", { name: "0 sessions" }).waitFor();
    }
    await pair.fill("m101 m102");
    await stage.at("filter-text").fill("20261123");
    await stage.page.getByRole("heading", { name: "1 session", exact: true }).waitFor();
  });
});

test("a session is found, replayed, judged by another window and downloaded", async () => {
  await on(DESKTOP, nothing, async (stage) => {
    await stage.go("sessions");
    await stage.at("filter-subject").fill("m105");
    await stage.page.getByRole("heading", { name: "15 sessions" }).waitFor();
    await stage.page.locator(".sessions a").first().click();
    await stage.page.getByRole("heading", { name: "m105 and m106" }).waitFor();
    await stage.at("play").click();
    await stage.page.waitForFunction(() => !document.querySelector("[data-testid=replay-clock]")?.textContent?.startsWith("0:00"));
    await stage.at("play").click();
    await stage.at("what-if-slider").fill("300");
    await stage.at("flips").locator("li").first().waitFor();
    const download = stage.page.waitForEvent("download");
    await stage.at("download-trials").click();
    assert.match((await download).suggestedFilename(), /_trials\.csv$/);
  });
});

test("an interrupted session is resumed or dismissed", async () => {
  const one = { id: "x_m1-m2", subjects: ["m1", "m2"], schedule: "s", stage: "two", reason: "no end record", lasted_us: 6e8, remaining_us: 12e8 };
  await on(DESKTOP, (daemon) => (daemon.interrupted = [one, { ...one, id: "y_m1-m2" }]), async (stage) => {
    await stage.go("start");
    await stage.at("dismiss-y_m1-m2").click();
    await stage.at("dismiss-y_m1-m2").waitFor({ state: "detached" });
    await stage.at("resume-x_m1-m2").click();
    await state(stage, "running");
  });
});

test("who is not signed in is asked for a token; a viewer looks and cannot act", async () => {
  await on(DESKTOP, (daemon) => {
    daemon.startSession(20e6);
    daemon.me = { name: null, role: "nobody", token_required: true };
  }, async (stage) => {
    await stage.page.goto(stage.address);
    await stage.at("token").fill("nonsense");
    await stage.at("sign-in").click();
    await stage.page.getByText("This token is not known").waitFor();
    await stage.at("token").fill("viewer");
    await stage.at("sign-in").click();
    await feed(stage, "live");
    await stage.at("viewer-note").waitFor();
    assert.ok(await stage.at("stop").isDisabled());
    assert.ok(await stage.at("pause").isDisabled());
    assert.ok(await stage.at("reward-0").isDisabled());
    assert.match((await stage.at("stop").getAttribute("title")) ?? "", /operator/);
  });
});
