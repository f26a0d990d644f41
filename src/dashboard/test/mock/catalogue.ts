// What the made-up lab has: its rig, earlier sessions, schedules, findings, calibrations.
import type {
  CalibrationChannel, CalibrationRecord, CalibrationRow, Doctor, Rig, Summary,
} from "../../app/api/types";

export const rig: Rig = {
  name: "box 1",
  file: "/etc/dyad/rig.json",
  simulated: true,
  seats: ["left", "right"],
  channels: [
    { name: "poke_left", kind: "poke", seat: "left", output: false, device: "pi" },
    { name: "poke_right", kind: "poke", seat: "right", output: false, device: "pi" },
    { name: "lick_left", kind: "lick", seat: "left", output: false, device: "board" },
    { name: "lick_right", kind: "lick", seat: "right", output: false, device: "board" },
    { name: "camera", kind: "frame", seat: null, output: false, device: "pi" },
    { name: "valve_left", kind: "reward_valve", seat: "left", output: true, device: "pi" },
    { name: "valve_right", kind: "reward_valve", seat: "right", output: true, device: "pi" },
    { name: "light", kind: "cue_light", seat: null, output: true, device: "board" },
  ],
};

const PAIRS = [["m101", "m102"], ["m103", "m104"], ["m105", "m106"], ["m107", "m108"]];

export function summaries(): Summary[] {
  return Array.from({ length: 61 }, (_, i) => {
    const subjects = PAIRS[i % PAIRS.length]!;
    const day = new Date(Date.UTC(2026, 10, 23 - Math.floor(i / 4), 9 + (i % 4), 12, 5));
    const trials = 118 - ((i * 7) % 40);
    const coordinated = Math.round(trials * (0.72 - (i % 23) * 0.014));
    const stamp = day.toISOString().replace(/[-:]/g, "").replace(/\.\d+Z/, "Z");
    const interrupted = i === 2;
    return {
      id: `${stamp}_${subjects.join("-")}`,
      began_utc: day.toISOString(),
      subjects,
      schedule: i % 9 === 4 ? "mouse-cooperation-solo" : "mouse-cooperation-staircase",
      stage: { index: 1 + (i % 3), name: ["wide", "narrow", "final"][i % 3]! },
      rig: "box 1",
      source: "sim",
      planned_us: 1800e6,
      lasted_us: interrupted ? 600e6 : 1800e6,
      end_reason: interrupted ? "daemon_died" : i % 11 === 6 ? "operator" : "duration",
      running: false,
      trials,
      coordinated,
      missed: trials - coordinated,
      omissions: 0,
      errors: 0,
      aborted: i % 11 === 6 ? 1 : 0,
      ambiguous: i % 5 === 0 ? 1 : 0,
      success_permille: Math.round((1000 * coordinated) / trials),
      volume_nl: [coordinated * 4000, coordinated * 4000],
      continues: null,
      bytes: 180233 + i * 3111,
      problem: i === 13 ? "line 812: the CRC does not fit." : null,
    };
  });
}

export const doctor: Doctor = {
  worst: "warn",
  findings: [
    { id: "kernel", level: "ok", title: "The kernel is recent", detail: "Linux 6.12.25 with PREEMPT.", remedy: "" },
    { id: "governor", level: "warn", title: "The processor changes its clock", detail: "The governor is ondemand.", remedy: "Set it to performance: echo performance | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor" },
    { id: "undervoltage", level: "ok", title: "The voltage is fine", detail: "No undervoltage since boot.", remedy: "" },
    { id: "disk", level: "ok", title: "The disk has room", detail: "12 GB are free.", remedy: "" },
    { id: "clock-sync", level: "ok", title: "The clock is set from the network", detail: "Synchronised.", remedy: "" },
  ],
};

export function fit(channel: string, rows: CalibrationRow[], note: string | null = null): CalibrationRecord {
  const points = rows.map((row) => {
    const mean = row.weights_mg.reduce((sum, mg) => sum + Number(mg), 0) / row.weights_mg.length;
    return { x: Number(row.open_ms), y: (1000 * mean) / row.pulses };
  });
  const n = points.length;
  const mx = points.reduce((s, p) => s + p.x, 0) / n;
  const my = points.reduce((s, p) => s + p.y, 0) / n;
  const sxx = points.reduce((s, p) => s + (p.x - mx) ** 2, 0) || 1;
  const slope = points.reduce((s, p) => s + (p.x - mx) * (p.y - my), 0) / sxx;
  const intercept = my - slope * mx;
  const residuals = points.map((p) => p.y - (intercept + slope * p.x));
  return {
    made_utc: "2026-11-24T10:00:00Z", made_by: "anna", note, channel, rows,
    table: points.map((p) => ({ open_us: p.x * 1000, volume_nl: Math.round(p.y) })),
    fit: {
      slope_nl_per_ms: slope, intercept_nl: intercept, residuals_nl: residuals,
      worst_percent: Math.max(...points.map((p, i) => Math.abs(100 * residuals[i]!) / p.y)),
    },
  };
}

export function calibrations(): CalibrationChannel[] {
  const rows = (offset: number): CalibrationRow[] => [
    { open_ms: "20", pulses: 50, weights_mg: [String(118 + offset)] },
    { open_ms: "30", pulses: 50, weights_mg: [String(184 + offset)] },
    { open_ms: "50", pulses: 50, weights_mg: [String(309 - offset)] },
    { open_ms: "80", pulses: 50, weights_mg: [String(502 + offset)] },
  ];
  return ["left", "right"].map((seat, i) => {
    const channel = `valve_${seat}`;
    const newest = { ...fit(channel, rows(i), "new tubing"), id: `${channel}-2`, made_utc: i ? "2026-09-12T08:30:00Z" : "2026-11-15T08:30:00Z" };
    const older = { ...fit(channel, rows(3)), id: `${channel}-1`, made_utc: "2026-08-02T09:00:00Z", made_by: "ben" };
    return {
      channel, seat, history: [newest, older],
      in_use: { record: newest.id, table: newest.table, age_days: i ? 73.2 : 9.1, max_age_days: 60 },
    };
  });
}
