// The rows of a calibration as they are filled in.
import type { CalibrationRow } from "../api/types";
import { decimalOf, normalDecimal } from "./decimal_input";

export interface FormRow {
  open_ms: string;
  pulses: string;
  weights: string[]; // of each repeat, in mg
  ran: boolean; // its pulses were given
}

// Four durations around what rewards take; fifty pulses give a weight that a balance
// with a tenth of a milligram tells to a part in a thousand.
export function defaultRows(): FormRow[] {
  return ["20", "30", "50", "80"].map((open_ms) => ({ open_ms, pulses: "50", weights: [""], ran: false }));
}

export function isPulses(text: string): boolean {
  return /^[1-9]\d{0,3}$/.test(text.trim());
}

// Null while it lacks something.
export function apiRow(row: FormRow): CalibrationRow | null {
  const open_ms = normalDecimal(row.open_ms);
  const weights = row.weights.map((each) => each.trim()).filter((each) => each !== "");
  const weights_mg = weights.map(normalDecimal);
  if (open_ms === null || decimalOf(row.open_ms) === null || !isPulses(row.pulses)) return null;
  if (weights_mg.length === 0 || weights_mg.includes(null)) return null;
  return { open_ms, pulses: Number(row.pulses.trim()), weights_mg: weights_mg as string[] };
}

export function completeRows(rows: readonly FormRow[]): CalibrationRow[] {
  return rows.map(apiRow).filter((row): row is CalibrationRow => row !== null);
}

// µl of one pulse: a milligram of water is a microlitre.
export function perPulse_ul(row: CalibrationRow): number {
  const sum = row.weights_mg.reduce((total, each) => total + Number(each), 0);
  return sum / row.weights_mg.length / row.pulses;
}
