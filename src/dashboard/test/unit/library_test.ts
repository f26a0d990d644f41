import { strict as assert } from "node:assert";
import { test } from "node:test";
import {
  documentPath, edited, emptyDraft, isChanged, isStale, lineRange, linesAtFault, openedDraft, placeOf, storedDraft, titleIn,
} from "../../app/model/library";

const stored = { name: "s", id: "0123456789ab", sha256: "", already_there: false };

test("a text is lost only where it was changed and not stored", () => {
  const opened = openedDraft("schedules", "s", "1", "{}");
  assert.equal(isChanged(opened), false);
  const changed = edited(opened, "{ }");
  assert.equal(isChanged(changed), true);
  assert.equal(isChanged(edited(opened, " ")), false, "nothing is left of it");
  const kept = storedDraft(changed, stored);
  assert.equal(isChanged(kept), false);
  assert.deepEqual(kept.from, { name: "s", id: "0123456789ab" });
  assert.equal(edited(kept, "{").stored, null, "what is stored is not this text");
});

test("problems of an earlier text are told from those of this one", () => {
  const checked = { ...emptyDraft("rigs"), text: "{", checked: { text: "{", answer: { valid: false, problems: [] } } };
  assert.equal(isStale(checked), false);
  assert.equal(isStale(edited(checked, "{}")), true);
});

test("a new text that says what it is is taken for that; an opened one stays what it is", () => {
  const rig = '{"format" : "dyad-rig/1"}';
  assert.equal(edited(emptyDraft("schedules"), rig).kind, "rigs");
  assert.equal(edited(emptyDraft("rigs"), '{"format":"dyad-schedule/1"}').kind, "schedules");
  assert.equal(edited(emptyDraft("rigs"), "{}").kind, "rigs");
  assert.equal(edited(openedDraft("schedules", "s", "1", "{}"), rig).kind, "schedules");
});

test("a problem's place is its line, or else its pointer", () => {
  assert.equal(placeOf({ line: 4, column: 3, pointer: "/nam", detail: "" }), "line 4, column 3");
  assert.equal(placeOf({ pointer: "/stages/0", detail: "" }), "/stages/0");
  assert.deepEqual([...linesAtFault([{ line: 4, detail: "" }, { line: 4, detail: "" }, { detail: "" }])], [4]);
});

test("a line is found in the text, the last one where there are fewer", () => {
  const text = "ab\n\ncde";
  assert.deepEqual([1, 2, 3, 9].map((line) => text.slice(...lineRange(text, line))), ["ab", "", "cde", "cde"]);
});

test("a text's own name is read where it can be", () => {
  assert.equal(titleIn('{"name":"Quick start"}'), "Quick start");
  for (const text of ["{", "[]", '{"name":3}']) assert.equal(titleIn(text), null);
});

test("names go into an address without harm", () => {
  assert.equal(documentPath("schedules", "a/b?c", "1f"), "/schedules/a%2Fb%3Fc?version=1f");
});
