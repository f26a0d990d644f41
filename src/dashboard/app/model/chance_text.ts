// Success beside chance, in words that claim no more than the numbers do.
import type { Chance, Share } from "../api/types";

export function percentOf(share: Share): number | null {
  return share.decided > 0 ? (100 * share.coordinated) / share.decided : null;
}

export function chanceText(chance: Chance | null): string {
  if (chance === null) return "too few trials to tell";
  const [low, high] = [chance.low_permille, chance.high_permille].map((p) => Math.round(p / 10));
  return `${Math.round(chance.permille / 10)} % (${low} to ${high} %)`;
}

// Whether the session's success stands outside of what chance does.
export function verdict(success: Share, chance: Chance | null): string {
  const share = percentOf(success);
  if (share === null || chance === null) return "Not enough trials yet to compare with chance.";
  if (share * 10 > chance.high_permille) return "More often together than chance would have it.";
  if (share * 10 < chance.low_permille) return "Less often together than chance would have it.";
  return "Not told apart from chance.";
}
