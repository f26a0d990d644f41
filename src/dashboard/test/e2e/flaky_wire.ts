// A wire between a browser and a daemon that can be cut: every connection then breaks,
// and no new one is taken until it is mended.
import { connect, createServer, type Server, type Socket } from "node:net";

export class FlakyWire {
  private readonly sockets = new Set<Socket>();
  private cutNow = false;

  private constructor(
    private readonly server: Server,
    readonly address: string,
  ) {}

  static async to(port: number): Promise<FlakyWire> {
    let wire: FlakyWire | null = null;
    const server = createServer((near) => wire?.join(near, port));
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const own = server.address();
    wire = new FlakyWire(server, `http://127.0.0.1:${typeof own === "object" ? own!.port : 0}`);
    return wire;
  }

  private join(near: Socket, port: number): void {
    if (this.cutNow) return void near.destroy();
    const far = connect(port, "127.0.0.1");
    for (const [one, other] of [[near, far], [far, near]] as const) {
      this.sockets.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        this.sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }

  cut(): void {
    this.cutNow = true;
    for (const socket of this.sockets) socket.destroy();
  }

  mend(): void {
    this.cutNow = false;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise<void>((done) => this.server.close(() => done()));
  }
}
