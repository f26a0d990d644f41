// The daemon, made up: the control API as far as the pages use it, from memory. For
// developing them without a rig, and for their tests.
import { existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type WebSocket, WebSocketServer } from "ws";
import type { ColumnsAnswer, DaemonState, Job, Me, Note, Status } from "../../app/api/types";
import { operandaOf, RecordReader } from "../../app/model/apply_record";
import * as catalogue from "./catalogue";
import { answerOf } from "./columns_answer";
import { GoingOn } from "./large";
import { MockLibrary } from "./library";
import { routes } from "./routes";
import { devices, Running } from "./running";
import { columnsFrom } from "../../app/model/columns";
import { emptyColumns } from "./session";

const TYPES: Record<string, string> = {
  html: "text/html; charset=utf-8", js: "text/javascript", css: "text/css", svg: "image/svg+xml",
};
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export class MockDaemon {
  me: Me = { name: "local", role: "operator", token_required: false };
  state: DaemonState = "idle";
  running: Running | null = null;
  // What GET .../columns gives for this session instead of its own log.
  columns: ColumnsAnswer | null = null;
  // Of a running session with such columns: what it goes on with.
  goingOn: GoingOn | null = null;
  interrupted: Status["interrupted"] = [];
  notes: Note[] = [{ utc: "2026-11-24T10:04:40Z", t_us: 35e6, by: "anna", text: "m102 took a while to leave the corner" }];
  lines: Record<string, boolean> = {};
  hardware: "closed" | "open" = "closed";
  calibrations = catalogue.calibrations();
  summaries = catalogue.summaries();
  readonly library = new MockLibrary();
  requests: string[] = []; // "METHOD path", in the order in which they came
  job: Job | null = null;
  // While true, no WebSocket is let in: the network is down.
  unreachable = false;
  private readonly live = new Set<WebSocket>();
  private readonly followers = new Set<WebSocket>();
  private readonly server: Server;
  private readonly sockets = new WebSocketServer({ noServer: true });
  private timer: NodeJS.Timeout | null = null;
  private measured = 0;

  constructor(private readonly www: string) {
    this.server = createServer((request, response) => void this.serve(request, response));
    this.server.on("upgrade", (request, socket, head) => {
      if (this.unreachable) return void socket.destroy();
      this.sockets.handleUpgrade(request, socket, head, (ws) => this.opened(ws, request.url ?? ""));
    });
  }

  async listen(port = 0): Promise<string> {
    await new Promise<void>((done) => this.server.listen(port, "127.0.0.1", done));
    this.timer = setInterval(() => this.beat(), 100);
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    this.drop();
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  // Every WebSocket breaks off.
  drop(): void {
    for (const socket of [...this.live, ...this.followers]) socket.terminate();
  }

  startSession(ahead_us = 0): Running {
    this.running = new Running(ahead_us, Date.now());
    this.state = "running";
    this.beat();
    return this.running;
  }

  endSession(): void {
    if (!this.running) return;
    this.toFollowers(this.running.end(Date.now()));
    for (const socket of this.followers) socket.send('{"stream":"end"}');
    this.running = null;
    this.state = "idle";
    this.push({ status: this.status() });
  }

  status(): Status {
    const session = this.running?.status(Date.now(), this.notes.length) ?? null;
    return {
      version: "0.1.0", commit: "3f9c2a1d", now_utc: new Date().toISOString(),
      data_folder: "/var/lib/dyad", disk_free_bytes: 12e9, rig: catalogue.rig,
      state: this.hardware === "open" && this.state === "idle" ? "hardware" : this.state,
      session, interrupted: this.interrupted, last_problem: null,
    };
  }

  hardwareAnswer() {
    const open = this.hardware === "open";
    return { state: this.hardware, lines: open ? this.lines : {}, devices: open ? devices() : [], problem: null };
  }

  columnsOf(id: string): ColumnsAnswer {
    if (this.columns?.id === id) return this.columns;
    const log = this.running?.id === id ? this.running.log : this.finishedLog();
    const subjects = this.running?.subjects ?? this.summaries.find((s) => s.id === id)?.subjects ?? ["m101", "m102"];
    const columns = columnsFrom({ ...emptyColumns(id, subjects) });
    columns.next_seq = 0;
    const reader = new RecordReader(columns, operandaOf(catalogue.rig.channels, columns.seats));
    for (const line of log) reader.apply(JSON.parse(line));
    return answerOf(columns);
  }

  private finishedLog(): readonly string[] {
    return new Running(1800e6, Date.now()).log;
  }

  push(message: unknown): void {
    for (const socket of this.live) socket.send(JSON.stringify(message));
  }

  private beat(): void {
    if (!this.running) return;
    const fresh = this.running.advance(Date.now());
    this.toFollowers(this.columns ? (this.goingOn?.upTo(this.running.t_us(Date.now())) ?? []) : fresh);
    this.push({ status: this.status() });
    if (this.measured++ % 20 === 0) this.push({ measures: { id: this.running.id, ...measures } });
  }

  private toFollowers(fresh: string[]): void {
    if (fresh.length === 0) return;
    for (const socket of this.followers) socket.send(fresh.join("\n"));
  }

  private opened(socket: WebSocket, url: string): void {
    const { pathname, searchParams } = new URL(url, "http://mock");
    this.requests.push(`WS ${url}`);
    if (pathname.endsWith("/live")) {
      this.live.add(socket);
      socket.on("close", () => this.live.delete(socket));
      socket.on("message", (data) => this.wish(String(data)));
      socket.send(JSON.stringify({ status: this.status() }));
      if (this.running) socket.send(JSON.stringify({ measures: { id: this.running.id, ...measures } }));
      return;
    }
    this.followers.add(socket);
    socket.on("close", () => this.followers.delete(socket));
    const from = Number(searchParams.get("from") ?? 0);
    if (this.columns) this.goingOn = new GoingOn(this.columns); // from the line after them
    const missed = this.running?.log.slice(from) ?? [];
    if (missed.length > 0 && !this.columns) socket.send(missed.join("\n"));
  }

  private wish(text: string): void {
    const { hardware } = JSON.parse(text) as { hardware?: boolean };
    this.hardware = hardware && !this.running ? "open" : "closed";
    for (const { name } of catalogue.rig.channels) this.lines[name] = name === "poke_left";
    this.push({ status: this.status() });
    if (hardware) this.push({ lines: this.lines });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://mock");
    if (!url.pathname.startsWith("/api/v1")) return this.file(url.pathname, response);
    const path = decodeURIComponent(url.pathname.slice("/api/v1".length));
    let body = "";
    for await (const chunk of request) body += String(chunk);
    this.requests.push(`${request.method} ${path}`);
    const answer = routes(this, request.method ?? "GET", path, url.searchParams, body ? JSON.parse(body) : {});
    const type = answer.status >= 400 ? "application/problem+json" : (answer.type ?? "application/json");
    response.writeHead(answer.status, { "Content-Type": type });
    response.end(typeof answer.body === "string" ? answer.body : answer.body === undefined ? "" : JSON.stringify(answer.body));
  }

  private file(path: string, response: ServerResponse): void {
    const file = join(this.www, path === "/" ? "index.html" : path);
    if (!existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[file.slice(file.lastIndexOf(".") + 1)] ?? "application/octet-stream";
    response.writeHead(200, { "Content-Type": type, "Content-Security-Policy": CSP });
    response.end(readFileSync(file));
  }
}

export const measures = {
  last20: { coordinated: 13, decided: 20 },
  success: { coordinated: 40, decided: 61 },
  chance: { permille: 312, low_permille: 205, high_permille: 428, shifts: 200 },
};
