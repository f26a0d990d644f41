// A session that runs in the mock: its log grows as time passes, and its status says where
// it is.
import type { RunningSession, Tally } from "../../app/api/types";
import { type Line, lines, rewardLine } from "./session";

export class Running {
  readonly id = "20261124T100405Z_m101-m102";
  readonly subjects = ["m101", "m102"];
  readonly planned_us = 1800e6;
  paused = false;
  private readonly given: number[] = this.subjects.map(() => 0); // by hand
  private readonly all: Line[];
  private readonly extra: Line[] = [];
  private sent: string[] = [];
  private at = 0;
  private readonly began: number;

  // `ahead_us`: how much has passed already.
  constructor(ahead_us: number, now_ms: number) {
    this.all = lines(this.subjects, this.planned_us, 11);
    this.began = now_ms - ahead_us / 1000;
    this.sent.push(JSON.stringify({ seq: 0, type: "header", subjects: this.subjects }));
    this.advance(now_ms);
  }

  t_us(now_ms: number): number {
    return Math.round((now_ms - this.began) * 1000);
  }

  // The log so far, as texts, number n at place n.
  get log(): readonly string[] {
    return this.sent;
  }

  put(line: Line): void {
    this.extra.push(line);
  }

  // By hand, as the schedule gives it at this time.
  reward(subject: string, t: number): void {
    const who = this.subjects.indexOf(subject);
    this.given[who]! += 1;
    this.put({ t, type: "input", kind: "operator", action: "give_reward", subject, volume_nl: 4000, duration_us: 32800 });
    this.put({ ...rewardLine(t, 0, subject, who), kind: "manual_reward" });
  }

  // New lines since the last call.
  advance(now_ms: number): string[] {
    const t = this.t_us(now_ms);
    const from = this.sent.length;
    while (this.at < this.all.length && this.all[this.at]!.t <= t) this.append(this.all[this.at++]!);
    for (const line of this.extra.splice(0)) this.append(line);
    return this.sent.slice(from);
  }

  end(now_ms: number): string[] {
    const t = this.t_us(now_ms);
    const from = this.sent.length;
    this.append({ t, type: "note", trial: 0, note: "session_end", reason: "operator" });
    this.append({ t, type: "end", reason: "operator" });
    return this.sent.slice(from);
  }

  private append(line: Line): void {
    const { t, type, ...rest } = line;
    this.sent.push(JSON.stringify({ seq: this.sent.length, t, type, ...rest, crc: "00000000" }));
  }

  status(now_ms: number, notes: number): RunningSession {
    const t_us = this.t_us(now_ms);
    const past = this.all.slice(0, this.at);
    const last = (note: string) => past.filter((line) => line["note"] === note).pop();
    const start = last("trial_start");
    const window = last("window_open");
    const outcome = last("outcome");
    const open = window !== undefined && window["trial"] !== outcome?.["trial"];
    const over = outcome !== undefined && outcome["trial"] === start?.["trial"];
    const iti = last("iti_start");
    return {
      id: this.id, subjects: this.subjects, schedule: "mouse-cooperation-staircase",
      stage: { index: 1, name: "narrow", reason: "stage 2 of 3" },
      source: "sim", planned_us: this.planned_us, t_us, trial: Number(start?.["trial"] ?? 0),
      phase: this.paused ? "paused" : open ? "window_open" : over ? "iti" : "waiting",
      window: open ? { opened_us: window.t, closes_at_us: Number(window["closes_at_us"]) } : null,
      iti_until_us: over && iti ? Number(iti["until_us"]) : null,
      window_us: 750000, tally: tallyOf(past, this.given), devices: devices(),
      lateness: { median_us: 60, p99_us: 140, max_us: 300 }, realtime: [], notes,
    };
  }
}

export function devices() {
  return [
    { name: "pi", kind: "gpio", lost: false, link: null, clock: null },
    {
      name: "board", kind: "mcu", lost: false,
      link: { connected: true, retransmits: 0, crc_errors: 0, lost_events: 0 },
      clock: { uncertainty_us: 41.4, drift_ppm: -12.35 },
    },
  ];
}

function tallyOf(past: Line[], given: number[]): Tally {
  const outcomes = past.filter((line) => line["note"] === "outcome");
  const of = (name: string) => outcomes.filter((line) => line["outcome"] === name).length;
  const responses = ["poke_left", "poke_right"].map(
    (channel) => past.filter((line) => line["channel"] === channel && line["active"] === true).length,
  );
  const coordinated = of("coordinated");
  const rewards = given.map(() => coordinated);
  return {
    trials: outcomes.length, coordinated, missed: of("miss"), omissions: 0, errors: 0, aborted: 0,
    ambiguous: 0, responses, rewards, manual_rewards: [...given],
    volume_nl: given.map((byHand) => (coordinated + byHand) * 4000), last_dt_us: null,
  };
}
