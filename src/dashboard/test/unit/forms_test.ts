import { strict as assert } from "node:assert";
import { test } from "node:test";
import type { DocumentEntry, Summary } from "../../app/api/types";
import { apiRow, completeRows, defaultRows, perPulse_ul } from "../../app/model/calibration_form";
import { decimalOf, normalDecimal } from "../../app/model/decimal_input";
import { clock, duration, milliseconds, names } from "../../app/model/format";
import { animalsOf, pairsOf, storedName } from "../../app/model/pairs";
import { advanced, jumped, toggled } from "../../app/model/playback";
import { sessionQuery } from "../../app/model/session_query";
import { bodyOf, emptyForm, stageNames } from "../../app/model/start_form";
import { routeOf } from "../../app/ui/route";

test("nothing is asked while an animal or the schedule is missing", () => {
  const form = { ...emptyForm(2), schedule: "s" };
  assert.equal(bodyOf(form), null);
  assert.equal(bodyOf({ ...form, subjects: ["a", " "] }), null);
  assert.equal(bodyOf({ ...form, subjects: ["a", "b"], schedule: "" }), null);
});

test("what was left out stays out, so that the daemon chooses it", () => {
  assert.deepEqual(bodyOf({ ...emptyForm(2), subjects: [" a ", "b"], schedule: "s" }), { subjects: ["a", "b"], schedule: "s" });
});

test("what was chosen goes along, labels without a name do not", () => {
  const form = { ...emptyForm(2), subjects: ["a", "b"], schedule: "s", stage: "two", speed: "max", override: ["disk-low"],
    labels: [{ name: "drug", value: "saline" }, { name: "", value: "x" }] };
  assert.deepEqual(bodyOf(form), { subjects: ["a", "b"], schedule: "s", stage: "two", speed: "max", labels: { drug: "saline" }, override: ["disk-low"] });
});

test("stages are named as the schedule names them", () => {
  assert.deepEqual(stageNames({ stages: [{ name: "one" }, { name: "two" }] }), ["one", "two"]);
  assert.deepEqual(stageNames("no document"), []);
});

test("each pair is suggested once, the latest first", () => {
  const ran = (subjects: string[] | null, schedule: string | null) => ({ subjects, schedule, began_utc: null }) as Summary;
  const sessions = [ran(["m2", "m1"], "b"), ran(["m10", "m9"], "a"), ran(["m2", "m1"], "a"), ran(null, null)];
  assert.deepEqual(pairsOf(sessions, 6).map((pair) => [pair.subjects.join(), pair.schedule]), [["m2,m1", "b"], ["m10,m9", "a"]]);
  assert.equal(pairsOf(sessions, 1).length, 1);
  assert.deepEqual(animalsOf(sessions), ["m1", "m2", "m9", "m10"]);
});

test("the schedule of an earlier session is found by its title, too", () => {
  const stored = [{ name: "quick-start", title: "Quick start" }] as DocumentEntry[];
  assert.equal(storedName("Quick start", stored), "quick-start");
  assert.equal(storedName("quick-start", stored), "quick-start");
  assert.equal(storedName("gone", stored), "");
});

test("sessions are asked for by animal, by pair, or by text", () => {
  const filter = { animals: "", schedule: "", text: "" };
  assert.equal(sessionQuery(filter, 25, 50), "/sessions?limit=25&offset=50");
  assert.equal(sessionQuery({ ...filter, animals: "m1", text: "two" }, 25, 0), "/sessions?limit=25&offset=0&subject=m1&text=two");
  for (const animals of ["m1 + m2", "m1, m2", " m1 m2 "]) {
    assert.equal(sessionQuery({ ...filter, animals, text: "two" }, 25, 0), "/sessions?limit=25&offset=0&subject=m1%2Cm2&text=two");
  }
});

test("a comma is taken for a point, and no digit is lost", () => {
  assert.equal(normalDecimal(" 412,50 "), "412.50");
  assert.equal(decimalOf("0,5"), 0.5);
  for (const text of ["", "-1", "1.2.3", "1e3", "ten", "0"]) assert.equal(decimalOf(text), null, text);
});

test("a calibration row counts once it is whole", () => {
  const [row] = defaultRows();
  assert.equal(apiRow(row!), null);
  const whole = { ...row!, weights: ["118,5", "", "119.5"] };
  assert.deepEqual(apiRow(whole), { open_ms: "20", pulses: 50, weights_mg: ["118.5", "119.5"] });
  assert.equal(apiRow({ ...whole, weights: ["118", "much"] }), null);
  assert.equal(apiRow({ ...whole, pulses: "0" }), null);
  assert.equal(completeRows([row!, whole]).length, 1);
  assert.equal(perPulse_ul(apiRow(whole)!), 2.38);
});

test("a replay runs at its speed, stops at the end and begins anew from there", () => {
  const playing = toggled({ t_us: 0, playing: false, speed: 10 }, 60e6);
  assert.equal(advanced(playing, 1000, 60e6).t_us, 10e6);
  const ended = advanced(playing, 7000, 60e6);
  assert.deepEqual([ended.t_us, ended.playing], [60e6, false]);
  assert.equal(toggled(ended, 60e6).t_us, 0);
  assert.equal(advanced({ ...playing, playing: false }, 1000, 60e6).t_us, 0);
  assert.equal(jumped(playing, 99e6, 60e6).t_us, 60e6);
});

test("times and amounts read as a person writes them", () => {
  assert.deepEqual([0, 59.9e6, 61e6, 3725e6, NaN].map(clock), ["0:00", "0:59", "1:01", "1:02:05", "–"]);
  assert.deepEqual([30e6, 90e6, 1800e6, 7200e6, null].map(duration), ["30 s", "1.5 min", "30 min", "2 h", "–"]);
  assert.deepEqual([60, 750000, null].map(milliseconds), ["0.06 ms", "750 ms", "–"]);
  assert.equal(names(["a", "b", "c"]), "a, b and c");
});

test("the page is what stands behind the #", () => {
  assert.deepEqual(routeOf(""), { page: "live", argument: "" });
  assert.deepEqual(routeOf("#/session/2026_a%20b"), { page: "session", argument: "2026_a b" });
});
