import { strict as assert } from "node:assert";
import { test } from "node:test";
import { Growable, lowerBound } from "../../app/model/growable";
import { perColumn, pokesWithin, ticks, tooDense, within } from "../../app/raster/visible";
import { random } from "../mock/session";

const sorted = Float64Array.of(10, 20, 20, 20, 30, 50);

test("the first value that is not smaller is found, and the end where there is none", () => {
  assert.deepEqual([5, 10, 15, 20, 31, 51].map((v) => lowerBound(sorted, v)), [0, 0, 1, 1, 5, 6]);
  assert.equal(lowerBound(sorted, 10, 3), 3);
  assert.equal(lowerBound(new Float64Array(0), 1), 0);
});

test("a span takes both of its ends, with all that share them", () => {
  assert.deepEqual(within(sorted, { from_us: 20, to_us: 30 }), { begin: 1, end: 5 });
  assert.deepEqual(within(sorted, { from_us: 10, to_us: 20 }), { begin: 0, end: 4 });
  assert.deepEqual(within(sorted, { from_us: 31, to_us: 49 }), { begin: 5, end: 5 });
});

test("pokes that reach into the span from before are among those shown", () => {
  const pokes = { on_us: new Growable([0, 100, 200]), off_us: new Growable([10, 190, 210]), longest_us: 90 };
  assert.deepEqual(pokesWithin(pokes, { from_us: 150, to_us: 300 }), { begin: 1, end: 3 });
});

test("counts of the pixel columns are those of a plain loop over all events", () => {
  const draw = random(3);
  const events = Float64Array.from({ length: 20000 }, () => draw() * 1e9).sort();
  const span = { from_us: 2e8, to_us: 7e8 };
  const width = 640;
  const counts = new Uint32Array(width);
  const most = perColumn(events, span, width, counts);
  const plain = new Uint32Array(width);
  const step = (span.to_us - span.from_us) / width;
  for (const t of events) {
    const column = Math.floor((t - span.from_us) / step);
    if (t >= span.from_us && column < width) plain[column]! += 1;
  }
  assert.deepEqual(counts, plain);
  assert.equal(most, Math.max(...plain));
});

test("columns before the first event and behind the last are empty", () => {
  const counts = new Uint32Array(4).fill(9);
  perColumn(Float64Array.of(150), { from_us: 100, to_us: 200 }, 4, counts);
  assert.deepEqual([...counts], [0, 0, 1, 0]);
});

test("events are drawn one by one until they outnumber the pixels", () => {
  assert.equal(tooDense({ begin: 0, end: 400 }, 400), false);
  assert.equal(tooDense({ begin: 0, end: 401 }, 400), true);
});

test("the axis has round times that keep their distance", () => {
  assert.deepEqual(ticks({ from_us: 3.2e6, to_us: 31e6 }, 700, 100), [5e6, 10e6, 15e6, 20e6, 25e6, 30e6]);
  for (const length_us of [1e6, 45e6, 3600e6]) {
    const times = ticks({ from_us: 0, to_us: length_us }, 700, 100);
    assert.ok(times.length >= 2 && times.length <= 8, `${times.length} ticks for ${length_us}`);
  }
});
