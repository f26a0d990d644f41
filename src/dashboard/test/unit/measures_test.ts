import { strict as assert } from "node:assert";
import { test } from "node:test";
import { cumulative } from "../../app/charts/cumulative_data";
import { chanceText, percentOf, verdict } from "../../app/model/chance_text";
import { columnsFrom, COORDINATED } from "../../app/model/columns";
import { binWidth_us, histogramOf } from "../../app/model/histogram";
import { lastTrials } from "../../app/model/success";
import { emptyColumns } from "../mock/session";

// Trials with an outcome and a time between the responses, one a second.
function columnsOf(...trials: [outcome: string | null, dt_us: number | null][]) {
  const answer = emptyColumns("s", ["a", "b"]);
  trials.forEach(([outcome, dt_us], i) => {
    answer.trials.number.push(i + 1);
    answer.trials.start_us.push(i * 1e6);
    answer.trials.opened_us.push(i * 1e6 + 1000);
    answer.trials.closes_us.push(i * 1e6 + 751000);
    answer.trials.decided_us.push(outcome === null ? null : i * 1e6 + 500000);
    answer.trials.outcome.push(outcome);
    answer.trials.dt_us.push(dt_us);
    answer.trials.dt_uncertainty_us.push(null);
    answer.trials.ambiguous.push(false);
    answer.trials.first.push(0);
  });
  return columnsFrom(answer);
}

test("bins have a round width, about fifteen to a window", () => {
  assert.deepEqual([75000, 500000, 750000, 2000000].map(binWidth_us), [5000, 50000, 50000, 200000]);
});

test("each answered trial is in one bin, the unanswered ones are counted apart", () => {
  const columns = columnsOf(["coordinated", 0], ["coordinated", 49999], ["coordinated", 50000], ["coordinated", -120000], ["miss", null], ["miss", 2e6], [null, null]);
  const histogram = histogramOf(columns, 750000, COORDINATED);
  assert.deepEqual(histogram.counts.slice(0, 4), [2, 1, 1, 0]);
  assert.equal(histogram.unanswered, 1);
  assert.equal(histogram.beyond, 1);
  const all = histogram.counts.reduce((sum, n) => sum + n, 0);
  assert.equal(all + histogram.unanswered + histogram.beyond, 6);
});

test("a time exactly at the last edge is in the last bin", () => {
  const columns = columnsOf(["coordinated", 900000]);
  const histogram = histogramOf(columns, 750000, COORDINATED);
  assert.equal(histogram.counts[histogram.counts.length - 1], 1);
  assert.equal(histogram.beyond, 0);
});

test("success counts the last decided trials; aborted and open ones are none", () => {
  const columns = columnsOf(["miss", null], ["coordinated", 1], ["aborted", null], ["omission", null], ["coordinated", 1], [null, null]);
  assert.deepEqual(lastTrials(columns.trials, 3), { coordinated: 2, decided: 3 });
  assert.deepEqual(lastTrials(columns.trials, 20), { coordinated: 2, decided: 4 });
  assert.deepEqual(lastTrials(columns.trials, 20, 1.6e6), { coordinated: 1, decided: 2 });
});

test("the stairs rise by one with each trial and reach to the session's end", () => {
  const columns = columnsOf(["coordinated", 1], ["miss", null], ["coordinated", 1]);
  columns.lasted_us = 60e6;
  const [minutes, together, missed] = cumulative(columns);
  assert.deepEqual(together, [0, 1, 1, 2, 2]);
  assert.deepEqual(missed, [0, 0, 1, 1, 1]);
  assert.equal(minutes[minutes.length - 1], 1);
});

const chance = { permille: 312, low_permille: 205, high_permille: 428, shifts: 200 };

test("chance is given with its interval, or said to be unknown", () => {
  assert.equal(chanceText(chance), "31 % (21 to 43 %)");
  assert.equal(chanceText(null), "too few trials to tell");
  assert.equal(percentOf({ coordinated: 0, decided: 0 }), null);
});

test("success inside of chance's interval is not called better", () => {
  assert.equal(verdict({ coordinated: 428, decided: 1000 }, chance), "Not told apart from chance.");
  assert.equal(verdict({ coordinated: 429, decided: 1000 }, chance), "More often together than chance would have it.");
  assert.equal(verdict({ coordinated: 204, decided: 1000 }, chance), "Less often together than chance would have it.");
  assert.match(verdict({ coordinated: 3, decided: 3 }, null), /Not enough trials/);
});
