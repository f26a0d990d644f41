// The real `dyad serve` on the simulated rig, in a folder of its own.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const DYAD = process.env["DYAD_BINARY"] ?? "";
const CONFIGS = join(process.env["DYAD_DASHBOARD_ROOT"] ?? "", "../../rig-configs");

export class RealDaemon {
  private constructor(
    readonly folder: string,
    readonly address: string,
    private readonly process: ChildProcess,
  ) {}

  static async start(name = "dyad-e2e"): Promise<RealDaemon> {
    const folder = mkdtempSync(join(tmpdir(), `${name}-`));
    copyFileSync(join(CONFIGS, "rigs/sim.json"), join(folder, "rig.json"));
    const child = spawn(
      DYAD,
      ["serve", "--rig", join(folder, "rig.json"), "--data", join(folder, "data"),
        "--schedules", join(CONFIGS, "schedules"), "--listen", "127.0.0.1:0"],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    for await (const line of createInterface({ input: child.stdout! })) {
      const found = /^dyad: listening on (http:\S+)$/.exec(line);
      if (found) return new RealDaemon(folder, found[1]!, child);
    }
    throw new Error("dyad serve ended before it listened");
  }

  get port(): number {
    return Number(new URL(this.address).port);
  }

  async get(path: string): Promise<any> {
    const answer = await fetch(`${this.address}/api/v1${path}`);
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  async post(path: string, body: unknown): Promise<any> {
    const answer = await fetch(`${this.address}/api/v1${path}`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${text}`);
    return text === "" ? null : JSON.parse(text);
  }

  // The logs so far, oldest first.
  logs(): string[] {
    const data = join(this.folder, "data");
    return readdirSync(data).filter((name) => name.endsWith(".jsonl")).sort().map((name) => join(data, name));
  }

  header(log: string): any {
    return JSON.parse(readFileSync(log, "utf8").split("\n", 1)[0]!);
  }

  // Waits for what `/status` says; the daemon's state, if nothing else is asked.
  async until(state: string, more: (status: any) => boolean = () => true): Promise<void> {
    for (const end = Date.now() + 60_000; ; await new Promise((done) => setTimeout(done, 100))) {
      const status = await this.get("/status");
      if (status.state === state && more(status)) return;
      if (status.last_problem) throw new Error(JSON.stringify(status.last_problem));
      if (Date.now() > end) throw new Error(`not ${state}, but ${status.state}`);
    }
  }

  // What `dyad replay` says of a log; throws where the decisions differ.
  replay(log: string): string {
    return execFileSync(DYAD, ["replay", log], { encoding: "utf8" });
  }

  async stop(): Promise<number | null> {
    const gone = new Promise<number | null>((done) => this.process.once("exit", (code) => done(code)));
    this.process.kill("SIGTERM");
    const code = await gone;
    rmSync(this.folder, { recursive: true, force: true });
    return code;
  }
}
