// Calls of the control API. Whatever goes wrong comes back as a Refused with a problem
// that can be shown to a person.
import type { Problem } from "./types";

export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title);
  }
  get code(): string {
    return this.problem.type.replace("urn:dyad:problem:", "");
  }
}

const unreachable: Problem = {
  type: "urn:dyad:problem:unreachable",
  title: "The daemon does not answer",
  status: 0,
  detail: "No answer came from the machine that runs the rig.",
  remedy: "Check that it is switched on and that this device is on its network. A running session goes on without this page.",
};

async function problemOf(response: Response): Promise<Problem> {
  const fallback: Problem = {
    type: `urn:dyad:problem:http-${response.status}`,
    title: `The daemon answered with status ${response.status}`,
    status: response.status,
  };
  try {
    const json = (await response.json()) as Partial<Problem>;
    return typeof json.title === "string" ? { ...fallback, ...json } : fallback;
  } catch {
    return fallback; // a proxy's page, not the daemon's
  }
}

export function problemFrom(error: unknown): Problem {
  if (error instanceof Refused) return error.problem;
  return { ...unreachable, title: "This page made a mistake", detail: String(error), remedy: "Load the page again." };
}

export class Client {
  // Called when the daemon says that nobody is signed in.
  onSignedOut: () => void = () => {};

  constructor(private readonly base = "/api/v1") {}

  url(path: string): string {
    return this.base + path;
  }

  get<T>(path: string, signal?: AbortSignal): Promise<T> {
    return this.call<T>("GET", path, undefined, signal);
  }
  // Byte for byte, whatever it holds.
  text(path: string, signal?: AbortSignal): Promise<string> {
    return this.answer("GET", path, undefined, signal);
  }
  post<T>(path: string, body: unknown = {}, signal?: AbortSignal): Promise<T> {
    return this.call<T>("POST", path, body, signal);
  }
  put<T>(path: string, body: unknown): Promise<T> {
    return this.call<T>("PUT", path, body);
  }
  delete(path: string): Promise<void> {
    return this.call<void>("DELETE", path);
  }

  private async call<T>(method: string, path: string, body?: unknown, signal?: AbortSignal) {
    const text = await this.answer(method, path, body, signal);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  private async answer(method: string, path: string, body?: unknown, signal?: AbortSignal) {
    const init: RequestInit = { method, credentials: "same-origin", cache: "no-store" };
    if (signal) init.signal = signal;
    if (body !== undefined) {
      init.headers = { "Content-Type": "application/json" };
      init.body = JSON.stringify(body);
    }
    let response: Response;
    try {
      response = await fetch(this.base + path, init);
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new Refused(unreachable);
    }
    if (!response.ok) {
      const refused = new Refused(await problemOf(response));
      if (response.status === 401 && path !== "/sign-in") this.onSignedOut();
      throw refused;
    }
    return response.text();
  }
}

export function sessionPath(id: string): string {
  return `/sessions/${encodeURIComponent(id)}`;
}
