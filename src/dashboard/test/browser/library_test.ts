// Schedules and rigs are looked at, written, checked and stored in the browser.
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { DESKTOP, on, type Stage } from "./harness";

const nothing = () => {};
const text = (stage: Stage) => stage.at("document-text");
const textHas = (stage: Stage, part: string) =>
  stage.page.waitForFunction((wanted) => document.querySelector<HTMLTextAreaElement>("[data-testid=document-text]")?.value.includes(wanted), part);
const versions = (stage: Stage, name: string) => stage.page.locator(`[data-testid^="open-schedules-${name}-"]`);

async function openStaircase(stage: Stage): Promise<void> {
  await stage.go("library");
  await versions(stage, "mouse-cooperation-staircase").first().click();
  await textHas(stage, '"narrow"');
}

test("a schedule is opened, spoilt, checked, mended and stored beside its earlier versions", async () => {
  await on(DESKTOP, nothing, async (stage) => {
    await openStaircase(stage);
    const before = await text(stage).inputValue();
    await text(stage).fill(before.replace("window_ms", "windw_ms"));
    await stage.at("document-store").click();
    const findings = stage.at("document-findings");
    await findings.getByText("did you mean").waitFor();
    assert.ok(!stage.daemon.requests.includes("POST /schedules"), "a text with problems was sent");
    await stage.at("problem-place").click();
    const selected = await text(stage).evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd));
    assert.match(selected, /^ *\{ "name": "wide", "windw_ms"/);
    await text(stage).fill(before.replace("3000", "2500"));
    await findings.getByText("before your last change").waitFor();
    await stage.at("document-note").fill("narrower at first");
    await stage.at("document-store").click();
    await stage.page.getByText("nothing is overwritten").waitFor();
    await stage.at("store-confirm").click();
    await stage.at("document-stored").getByText("is stored").waitFor();
    await stage.at("shelf-schedules").getByText("narrower at first").waitFor();
    assert.equal(await versions(stage, "mouse-cooperation-staircase").count(), 3);
    await stage.at("older-schedules-mouse-cooperation-staircase").locator("summary").click();
    await versions(stage, "mouse-cooperation-staircase").nth(1).click();
    await textHas(stage, "3000");
    assert.equal(await text(stage).inputValue(), before, "an earlier version is another now");
    assert.deepEqual(stage.errors, []);
  });
});

test("nothing is stored where the question is answered with no", async () => {
  await on(DESKTOP, nothing, async (stage) => {
    await openStaircase(stage);
    await text(stage).fill((await text(stage).inputValue()).replace("3000", "2500"));
    await stage.at("document-store").click();
    await stage.at("store-confirm").waitFor();
    await stage.page.keyboard.press("Escape");
    await stage.at("store-confirm").waitFor({ state: "hidden" });
    await stage.at("document-check").click();
    await stage.at("document-findings").getByText("no mistakes").waitFor();
    assert.ok(!stage.daemon.requests.includes("POST /schedules"));
  });
});

test("a file becomes a rig where it says so, and it is said when it is used", async () => {
  await on(DESKTOP, nothing, async (stage) => {
    await stage.go("library");
    const rig = '{"format": "dyad-rig/1", "name": "box-9", "devices": {}}';
    await stage.at("document-file").setInputFiles({ name: "box.json", mimeType: "application/json", buffer: Buffer.from(rig) });
    await textHas(stage, "box-9");
    await stage.page.getByRole("heading", { name: "A new rig" }).waitFor();
    await stage.at("document-store").click();
    await stage.page.locator("dialog[open]").getByText("A stored rig is for keeping").waitFor();
    await stage.at("store-confirm").click();
    await stage.at("shelf-rigs").getByText("box-9").first().waitFor();
  });
});

test("a version is downloaded as it was stored", async () => {
  await on(DESKTOP, nothing, async (stage) => {
    await openStaircase(stage);
    const opened = await text(stage).inputValue();
    await text(stage).fill("changed");
    const download = stage.page.waitForEvent("download");
    await stage.at("document-download").click();
    const file = await download;
    assert.match(file.suggestedFilename(), /^mouse-cooperation-staircase-[0-9a-f]{12}\.json$/);
    assert.equal(readFileSync(await file.path(), "utf8"), opened);
  });
});

test("a text that is not stored is not lost: not by another page, and not by another text", async () => {
  await on(DESKTOP, nothing, async (stage) => {
    await openStaircase(stage);
    await text(stage).fill("half a thought");
    await stage.at("nav-live").click();
    await stage.at("nothing-runs").waitFor();
    await stage.at("nav-library").click();
    await textHas(stage, "half a thought");
    await versions(stage, "quick-start").click();
    await stage.page.getByRole("button", { name: "Go on writing" }).click();
    await textHas(stage, "half a thought");
    await versions(stage, "quick-start").click();
    await stage.at("leave-confirm").click();
    await textHas(stage, '"one"');
  });
});

test("a viewer reads and checks, and stores nothing", async () => {
  await on(DESKTOP, (daemon) => (daemon.me = { name: "ben", role: "viewer", token_required: true }), async (stage) => {
    await openStaircase(stage);
    assert.ok(await text(stage).evaluate((area: HTMLTextAreaElement) => area.readOnly));
    for (const button of ["document-store", "document-upload", "new-schedules", "new-rigs"]) {
      assert.ok(await stage.at(button).isDisabled(), button);
    }
    await stage.at("document-check").click();
    await stage.at("document-findings").getByText("no mistakes").waitFor();
  });
});
