// The daemon's words in those of a person.
import type { DaemonState, RunningSession, Status } from "../api/types";
import { names } from "./format";

const STATES: Record<DaemonState, string> = {
  idle: "Idle",
  hardware: "Hardware open",
  starting: "Starting",
  running: "Running",
  paused: "Paused",
  ending: "Ending",
};

export function stateWord(state: DaemonState): string {
  return STATES[state] ?? state;
}

export function hasSession(status: Status | null): boolean {
  return status !== null && ["starting", "running", "paused", "ending"].includes(status.state);
}

// What the trial is at, as one sentence.
export function trialSentence(session: RunningSession, first: string | null): string {
  const others = session.subjects.filter((each) => each !== first);
  switch (session.phase) {
    case "initiating":
      return `Trial ${session.trial}: waiting for it to be started`;
    case "waiting":
      return `Trial ${session.trial}: waiting for a first response`;
    case "window_open":
      return first === null
        ? `Trial ${session.trial}: the window is open`
        : `Trial ${session.trial}: ${first} has responded, waiting for ${names(others)}`;
    case "iti":
      return `Trial ${session.trial} is over: pause until the next one`;
    case "paused":
      return "The session is paused";
    case "ended":
      return "The session has ended";
    default:
      return "The session is about to begin";
  }
}

const OUTCOME_WORDS: Record<string, string> = {
  open: "not decided",
  coordinated: "coordinated",
  miss: "missed",
  missed: "missed",
  omission: "no response",
  error: "wrong choice",
  aborted: "aborted",
};

export function outcomeWord(outcome: string): string {
  return OUTCOME_WORDS[outcome] ?? outcome;
}

const END_REASONS: Record<string, string> = {
  duration: "time was up",
  max_trials: "all trials done",
  max_rewards: "all rewards given",
  max_volume: "all water given",
  inactivity: "no responses for too long",
  blocks_done: "all blocks done",
  operator: "ended by a person",
  daemon_died: "the daemon died",
};

export function endWord(reason: string | null): string {
  return reason === null ? "not ended" : (END_REASONS[reason] ?? reason.replaceAll("_", " "));
}

const FAULTS: Record<string, string> = {
  events_lost: "Events were lost",
  late_input: "An input came too late",
  device_lost: "A device was lost",
  link_lost: "A board does not answer",
  device_back: "A device is back",
  board_reset: "A board restarted",
  board_safe: "A board closed its valves by itself",
  reflex_mismatch: "Board and engine decided differently",
  actuation_failed: "An output failed",
  valve_limit: "A valve reached its limit",
  guard_lost: "The valve guard was lost",
  guard_acted: "The valve guard closed the valves",
  log_full: "The log cannot be written",
  daemon_died: "The daemon died",
};

export function faultWord(kind: string): string {
  return FAULTS[kind] ?? kind.replaceAll("_", " ");
}

const KINDS: Record<string, string> = {
  poke: "nose poke",
  lever: "lever",
  zone: "zone",
  lick: "lick spout",
  frame: "frame clock",
  generic: "input",
  reward_valve: "reward valve",
  cue_light: "cue light",
  tone: "tone",
  sync_ttl: "sync pulse",
  laser_gate: "laser gate",
};

export function kindWord(kind: string): string {
  return KINDS[kind] ?? kind.replaceAll("_", " ");
}

const LINE_WORDS: Record<string, [string, string]> = {
  poke: ["empty", "nose in"],
  lever: ["released", "pressed"],
  zone: ["empty", "occupied"],
  lick: ["no contact", "contact"],
  frame: ["low", "high"],
  reward_valve: ["closed", "open"],
  cue_light: ["off", "on"],
  tone: ["silent", "sounding"],
};

// `active` undefined: the line has not been read.
export function lineWord(kind: string, active: boolean | undefined): string {
  if (active === undefined) return "not read";
  return (LINE_WORDS[kind] ?? ["off", "on"])[active ? 1 : 0];
}

const CHECKS: [code: string, title: string][] = [
  ["rig-busy", "The rig is free"],
  ["document-invalid", "Schedule and rig fit together"],
  ["already-run-today", "No animal has run today"],
  ["calibration-old", "The valves' calibration is recent"],
  ["disk-low", "The disk has room"],
];

// What is looked at before a start, in the order of the page.
export function checkList(): readonly [code: string, title: string][] {
  return CHECKS;
}
