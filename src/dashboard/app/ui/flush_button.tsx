// Press and hold, by pointer or by the space bar: water flows as long as it is held.
import { useEffect, useRef, useState } from "preact/hooks";
import { problemFrom } from "../api/client";
import { browserTimers } from "../api/socket";
import { FlushHold } from "../model/flush_hold";
import { useApp } from "./context";
import { useStore } from "./store";

export function FlushButton(props: { channels: string[]; text: string; disabled?: boolean; testid: string }) {
  const app = useApp();
  const allowed = useStore(app.me)?.role === "operator";
  const [open, setOpen] = useState(false);
  const hold = useRef<FlushHold | null>(null);
  const channels = props.channels.join("\n");
  useEffect(() => {
    const { client } = app;
    const of = (lease: number) => `/hardware/flush/${lease}`;
    const now = new FlushHold(
      {
        open: (lease_ms) => client.post<{ lease: number }>("/hardware/flush", { channels: channels.split("\n"), lease_ms }),
        renew: (lease, lease_ms) => client.put(of(lease), { lease_ms }),
        close: (lease) => client.delete(of(lease)),
      },
      browserTimers,
      (flows, problem) => {
        setOpen(flows);
        if (problem) app.notice.set(problemFrom(problem));
      },
    );
    hold.current = now;
    // Whatever takes the hand or the eye away ends it.
    const up = () => void now.up();
    window.addEventListener("blur", up);
    window.addEventListener("pagehide", up);
    document.addEventListener("visibilitychange", up);
    return () => {
      up();
      window.removeEventListener("blur", up);
      window.removeEventListener("pagehide", up);
      document.removeEventListener("visibilitychange", up);
    };
  }, [app, channels]);
  const down = () => void hold.current?.down();
  const up = () => void hold.current?.up();
  return (
    <button
      type="button"
      class={`flush ${open ? "flowing" : ""}`}
      disabled={!allowed || (props.disabled ?? false)}
      aria-pressed={open}
      data-testid={props.testid}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        down();
      }}
      onPointerUp={up}
      onPointerCancel={up}
      onLostPointerCapture={up}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key !== " ") return;
        event.preventDefault();
        if (!event.repeat) down();
      }}
      onKeyUp={(event) => {
        if (event.key === " ") up();
      }}
      onBlur={up}
    >
      {open ? "Open: let go to close" : props.text}
    </button>
  );
}
