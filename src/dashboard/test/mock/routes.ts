// What the mock answers to each call.
import type { CalibrationRow, Job, Note, StartBody, Summary, WhatIf } from "../../app/api/types";
import { doctor, fit } from "./catalogue";
import { measures, type MockDaemon } from "./daemon";
import { validate } from "./library";

export interface Answer {
  status: number;
  body?: unknown;
  type?: string;
}

const ok = (body: unknown): Answer => ({ status: 200, body });
const done: Answer = { status: 204 };
const accepted: Answer = { status: 202 };

function problem(status: number, code: string, title: string, detail: string, remedy: string): Answer {
  return { status, body: { type: `urn:dyad:problem:${code}`, title, status, detail, remedy } };
}

export function routes(daemon: MockDaemon, method: string, path: string, query: URLSearchParams, body: any): Answer {
  const call = `${method} ${path}`;
  if (call === "GET /me") return ok(daemon.me);
  if (call === "POST /sign-in") return signIn(daemon, body.token);
  if (call === "POST /sign-out") {
    daemon.me = { ...daemon.me, role: "nobody" };
    return done;
  }
  if (daemon.me.role === "nobody") {
    return problem(401, "token-required", "A token is needed", "Nobody is signed in.", "Sign in.");
  }
  if (call === "GET /status") return ok(daemon.status());
  if (call === "GET /doctor") return ok(doctor);
  if (path.startsWith("/schedules")) return library(daemon, "schedules", method, path, query, body);
  if (path.startsWith("/rigs")) return library(daemon, "rigs", method, path, query, body);
  if (path.startsWith("/hardware")) return hardware(daemon, call, body);
  if (path.startsWith("/calibrations")) return calibrations(daemon, call, body);
  if (path.startsWith("/sessions")) return sessions(daemon, call, query, body);
  return problem(404, "not-found", "There is no such thing", `The mock has no ${call}.`, "");
}

function signIn(daemon: MockDaemon, token: string): Answer {
  if (token !== "viewer" && token !== "operator") {
    return problem(401, "token-wrong", "This token is not known", "No token like this has been made for this rig.", "Check it, or ask for a new one.");
  }
  daemon.me = { name: "anna", role: token, token_required: true };
  return done;
}

function library(daemon: MockDaemon, kind: "schedules" | "rigs", method: string, path: string, query: URLSearchParams, body: any): Answer {
  const name = path.slice(kind.length + 2);
  if (name === "validate") return ok(validate(kind, body.text));
  if (method === "POST") {
    const { valid, problems } = validate(kind, body.text);
    if (valid) return { status: 201, body: daemon.library.put(kind, body.text, body.note ?? null, new Date().toISOString()) };
    const refused = problem(422, "document-invalid", "The document is not valid", `It has ${problems.length} problems.`, "Mend each of them.");
    return { ...refused, body: { ...(refused.body as object), problems } };
  }
  if (name === "") return ok({ [kind]: daemon.library.list(kind) });
  const text = daemon.library.text(kind, name, query.get("version"));
  if (text === null) return problem(404, "not-found", "There is no such thing", `There is no ${name}.`, "Take a name from the list.");
  return ok(text);
}

function hardware(daemon: MockDaemon, call: string, body: any): Answer {
  if (call === "GET /hardware") return ok(daemon.hardwareAnswer());
  if (call === "POST /hardware/pulse" || call === "POST /hardware/reward") {
    const count = body.count ?? 1;
    const open_us = Math.round(1000 * (body.duration_ms ?? 33));
    return { status: 202, body: begin(daemon, { job: (daemon.job?.job ?? 0) + 1, channel: body.channel, done: 0, of: count, state: "running", open_us: [], problem: null }, open_us) };
  }
  if (call.startsWith("GET /hardware/jobs/")) return ok(daemon.job);
  if (call.startsWith("DELETE /hardware/jobs/")) {
    if (daemon.job) daemon.job = { ...daemon.job, state: "stopped" };
    daemon.push({ job: daemon.job });
    return done;
  }
  if (call === "POST /hardware/flush") return { status: 201, body: { lease: 7, until_utc: new Date().toISOString() } };
  if (call.startsWith("PUT /hardware/flush/")) return ok({ lease: 7, until_utc: new Date().toISOString() });
  return call.startsWith("DELETE") ? done : accepted;
}

// A job gives a pulse every few milliseconds until it is stopped.
function begin(daemon: MockDaemon, job: Job, open_us: number): Job {
  daemon.job = job;
  const timer = setInterval(() => {
    const now = daemon.job;
    if (!now || now.job !== job.job || now.state !== "running") return clearInterval(timer);
    const count = now.done + 1;
    daemon.job = { ...now, done: count, open_us: [...now.open_us, open_us + (count % 7)], state: count === now.of ? "done" : "running" };
    daemon.push({ job: daemon.job });
  }, 15);
  return job;
}

function calibrations(daemon: MockDaemon, call: string, body: any): Answer {
  if (call === "GET /calibrations") return ok({ channels: daemon.calibrations });
  const record = fit(body.channel, body.rows as CalibrationRow[], body.note ?? null);
  if (record.fit.slope_nl_per_ms <= 0) {
    return problem(422, "calibration-unfit", "These weights make no calibration", "A longer opening gave less water.", "Weigh again; was a weight written into another line?");
  }
  if (call === "POST /calibrations/fit") return ok(record);
  const stored = { ...record, id: `${body.channel}-${Date.now()}`, made_utc: new Date().toISOString() };
  const channel = daemon.calibrations.find((each) => each.channel === body.channel);
  channel?.history.unshift(stored);
  if (channel) channel.in_use = { record: stored.id, table: stored.table, age_days: 0, max_age_days: 60 };
  return { status: 201, body: stored };
}

function sessions(daemon: MockDaemon, call: string, query: URLSearchParams, body: any): Answer {
  if (call === "GET /sessions") return ok(list(daemon.summaries, query));
  if (call === "POST /sessions/check") return ok(check(body as StartBody));
  if (call === "POST /sessions") {
    daemon.state = "starting";
    daemon.push({ status: daemon.status() });
    setTimeout(() => daemon.startSession(), 150);
    return accepted;
  }
  if (call === "POST /sessions/current/end") return later(() => daemon.endSession());
  if (call === "POST /sessions/current/pause") return pause(daemon, true);
  if (call === "POST /sessions/current/resume") return pause(daemon, false);
  if (call === "POST /sessions/current/rewards") return reward(daemon, body.subject);
  const [, id = "", rest = ""] = /^\w+ \/sessions\/([^/]+)\/?(.*)$/.exec(call) ?? [];
  return oneSession(daemon, call, id, rest, query, body);
}

function later(what: () => void): Answer {
  setTimeout(what, 50);
  return accepted;
}

function pause(daemon: MockDaemon, paused: boolean): Answer {
  return later(() => {
    if (!daemon.running) return;
    daemon.running.paused = paused;
    daemon.state = paused ? "paused" : "running";
    const t = daemon.running.t_us(Date.now());
    daemon.running.put({ t, type: "note", trial: 0, note: paused ? "paused" : "resumed", reason: "operator" });
  });
}

function reward(daemon: MockDaemon, subject: string): Answer {
  const { running } = daemon;
  if (!running || daemon.state === "ending") {
    return problem(409, "no-session", "No session is running", "There is nobody to reward.", "Start a session first.");
  }
  if (!running.subjects.includes(subject)) {
    return problem(400, "bad-request", "This cannot be done", `${subject} is not of this session.`, `It is of ${running.subjects.join(" and ")}.`);
  }
  return later(() => running.reward(subject, running.t_us(Date.now())));
}

function list(all: Summary[], query: URLSearchParams) {
  const subjects = query.get("subject")?.split(",") ?? [];
  const schedule = query.get("schedule");
  const text = query.get("text");
  const fitting = all.filter(
    (s) =>
      subjects.every((name) => s.subjects?.includes(name)) &&
      (!schedule || s.schedule === schedule) &&
      (!text || s.id.toLowerCase().includes(text.toLowerCase())),
  );
  const offset = Number(query.get("offset") ?? 0);
  return { sessions: fitting.slice(offset, offset + Number(query.get("limit") ?? 50)), total: fitting.length };
}

function check(start: StartBody) {
  const refusals = [];
  const over = start.override ?? [];
  if (start.subjects?.includes("m101") && !over.includes("already-run-today")) {
    refusals.push({ code: "already-run-today", detail: "m101 ran today: 20261124T080000Z_m101-m103.", remedy: "Run it tomorrow, or override.", can_override: true });
  }
  if (start.subjects?.includes("m107")) {
    refusals.push({ code: "disk-low", detail: "Only 210 MB are free.", remedy: "Copy old logs away and delete them.", can_override: false });
  }
  return {
    ok: refusals.length === 0,
    stage: { index: 1, name: start.stage ?? "narrow", reason: "stage 2 of 3 \"narrow\": the last session reached 71 % of 40 trials; 80 % are needed to go on." },
    duration_us: 1800e6, refusals, problems: [],
  };
}

function oneSession(daemon: MockDaemon, call: string, id: string, rest: string, query: URLSearchParams, body: any): Answer {
  const summary = daemon.summaries.find((each) => each.id === id);
  if (call.startsWith("POST") && rest === "notes") {
    const note: Note = { utc: new Date().toISOString(), t_us: daemon.running?.t_us(Date.now()) ?? null, by: daemon.me.name ?? "", text: body.text };
    daemon.notes.push(note);
    daemon.push({ note: { id, ...note } });
    return { status: 201, body: note };
  }
  if (rest === "dismiss") {
    daemon.interrupted = daemon.interrupted.filter((each) => each.id !== id);
    daemon.push({ status: daemon.status() });
    return done;
  }
  if (rest === "columns") return ok(daemon.columnsOf(id));
  if (rest === "notes") return ok({ notes: daemon.notes });
  if (rest === "what-if") return ok(whatIf(daemon, id, Number(query.get("window_ms"))));
  if (rest === "log") return { status: 200, type: "application/x-ndjson", body: '{"seq":0,"type":"header"}\n' };
  if (rest.endsWith(".csv")) return { status: 200, type: "text/csv", body: "trial,outcome\n1,coordinated\n" };
  if (rest === "" && summary) return ok({ ...summary, notes: daemon.notes, recovery: null, measures });
  return problem(404, "not-found", "There is no such session", `No session is called ${id}.`, "Look at the list of sessions.");
}

function whatIf(daemon: MockDaemon, id: string, window_ms: number): WhatIf {
  const { trials } = daemon.columnsOf(id);
  const coordinated = trials.outcome.filter((o) => o === "coordinated").length;
  const decided = trials.outcome.filter((o) => o === "coordinated" || o === "miss").length;
  const flipped = trials.number.map((_, i) => i).filter((i) => trials.outcome[i] === "coordinated" && trials.dt_us[i]! > window_ms * 1000);
  const trial = (i: number, outcome: string) => ({ number: trials.number[i]!, opened_us: trials.opened_us[i] ?? null, outcome, dt_us: trials.dt_us[i] ?? null, ambiguous: false });
  return {
    window_us: window_ms * 1000,
    logged: { coordinated, missed: decided - coordinated, decided },
    redecided: { coordinated: coordinated - flipped.length, missed: decided - coordinated + flipped.length, decided },
    changes: flipped.map((i) => ({ logged: trial(i, "coordinated"), redecided: trial(i, "miss") })),
  };
}
