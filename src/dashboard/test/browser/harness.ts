// A browser on a daemon: one for all tests of a file, a fresh profile for each.
import { after } from "node:test";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { MockDaemon } from "../mock/daemon";

export interface Look {
  width: number;
  height: number;
  scheme: "light" | "dark";
}
export const DESKTOP: Look = { width: 1366, height: 900, scheme: "light" };
export const PHONE: Look = { width: 360, height: 740, scheme: "light" };

// Quiet: nothing of the browser's own may leave the machine or take our time.
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

let browser: Promise<Browser> | null = null;

function started(): Promise<Browser> {
  browser ??= chromium.launch({
    executablePath: process.env["DYAD_CHROMIUM"] ?? "/usr/bin/chromium",
    headless: true,
    args: FLAGS,
  });
  return browser;
}

after(async () => (await browser)?.close());

// The pages that stand at an address, in a window of their own.
export class View {
  readonly errors: string[] = []; // of the page: exceptions and console errors
  readonly strangers: string[] = []; // requests that left for another host

  protected constructor(
    readonly address: string,
    readonly page: Page,
    private readonly context: BrowserContext,
  ) {
    this.listen();
  }

  static async of(address: string, look: Look = DESKTOP): Promise<View> {
    const context = await window(look);
    return new View(address, await context.newPage(), context);
  }

  private listen(): void {
    this.page.on("pageerror", (error) => this.errors.push(String(error)));
    this.page.on("console", (message) => {
      if (message.type() === "error") this.errors.push(message.text());
    });
    this.page.on("request", (request) => {
      if (!request.url().startsWith(this.address)) this.strangers.push(request.url());
    });
  }

  async go(page: string): Promise<void> {
    await this.page.goto(`${this.address}/#/${page}`);
    await this.page.getByTestId("state").and(this.page.locator(":not([data-state=unknown])")).waitFor();
  }

  at(testid: string) {
    return this.page.getByTestId(testid);
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}

async function window(look: Look): Promise<BrowserContext> {
  return (await started()).newContext({
    viewport: { width: look.width, height: look.height },
    colorScheme: look.scheme,
    deviceScaleFactor: 1,
  });
}

// The same on a mock daemon.
export class Stage extends View {
  private constructor(
    readonly daemon: MockDaemon,
    address: string,
    page: Page,
    context: BrowserContext,
  ) {
    super(address, page, context);
  }

  static async open(look: Look = DESKTOP, prepare: (daemon: MockDaemon) => void = () => {}): Promise<Stage> {
    const daemon = new MockDaemon(process.env["DYAD_DASHBOARD_WWW"] ?? "");
    prepare(daemon);
    const address = await daemon.listen();
    const context = await window(look);
    return new Stage(daemon, address, await context.newPage(), context);
  }

  override async close(): Promise<void> {
    await super.close();
    await this.daemon.close();
  }
}

// Runs `what` with a stage that is closed whatever happens.
export async function on(look: Look, prepare: (daemon: MockDaemon) => void, what: (stage: Stage) => Promise<void>) {
  const stage = await Stage.open(look, prepare);
  try {
    await what(stage);
  } finally {
    await stage.close();
  }
}
