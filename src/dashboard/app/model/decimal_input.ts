// What a person types as a number: a comma will do for a point. Null where it is none, or
// not above 0.
export function decimalOf(text: string): number | null {
  const plain = normalDecimal(text);
  const value = plain === null ? NaN : Number(plain);
  return value > 0 ? value : null;
}

// The same digits, as the daemon wants them: no digit is lost in between.
export function normalDecimal(text: string): string | null {
  const plain = text.trim().replace(",", ".");
  return /^\d{1,9}(\.\d{1,9})?$/.test(plain) ? plain : null;
}
