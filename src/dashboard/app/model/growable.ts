// A column of numbers that grows without moving every value into an object of its own:
// 200,000 events stay a few flat arrays that a picture can walk each frame.
// NaN stands for "no value".
export class Growable {
  private values: Float64Array;
  length = 0;

  constructor(from: readonly (number | null)[] = []) {
    this.values = new Float64Array(Math.max(64, from.length * 2));
    for (const value of from) this.push(value);
  }

  push(value: number | null): void {
    if (this.length === this.values.length) {
      const larger = new Float64Array(this.values.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length++] = value ?? NaN;
  }

  // NaN outside of the column, too.
  at(index: number): number {
    return index >= 0 && index < this.length ? this.values[index]! : NaN;
  }

  set(index: number, value: number | null): void {
    if (index >= 0 && index < this.length) this.values[index] = value ?? NaN;
  }

  last(): number {
    return this.at(this.length - 1);
  }

  // The values as one flat array, valid until the next push.
  view(): Float64Array {
    return this.values.subarray(0, this.length);
  }
}

// The first index in `sorted` from `from` on whose value is at least `value`.
export function lowerBound(sorted: Float64Array, value: number, from = 0): number {
  let low = from;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
