import { useEffect, useState } from "preact/hooks";
import type { Channel, HardwareAnswer, Status } from "../api/types";
import { names } from "../model/format";
import { hasSession, kindWord, lineWord } from "../model/words";
import { useApp } from "../ui/context";
import { FlushButton } from "../ui/flush_button";
import { Card, Dot, Empty, ProblemBox, ViewerNote } from "../ui/parts";
import { useStore } from "../ui/store";
import { useEvery, useFetch } from "../ui/use_fetch";
import { OutputControls } from "./hardware_output";
import { DeviceLine } from "./live_panels";

export function HardwarePage() {
  const app = useApp();
  const status = useStore(app.status);
  if (!status) return <Empty>Asking the daemon…</Empty>;
  return (
    <div class="stack">
      <h1>Hardware</h1>
      <ViewerNote />
      {hasSession(status) ? <Busy status={status} /> : <Lines status={status} />}
    </div>
  );
}

function Busy({ status }: { status: Status }) {
  return (
    <Card title="The rig is in use">
      <p data-testid="hardware-busy">
        {status.session ? `A session of ${names(status.session.subjects)} is running. ` : "A session is starting. "}
        While it runs, no line can be tried from here, so that nothing disturbs it.
      </p>
      <p>
        <a class="button primary" href="#/live">
          Watch it
        </a>
      </p>
    </Card>
  );
}

// The lines are open as long as this stands, and as long as the page is looked at.
export function useHardware(): HardwareAnswer | null {
  const app = useApp();
  const operator = useStore(app.me)?.role === "operator";
  const pushed = useStore(app.lines);
  const { data, again } = useFetch<HardwareAnswer>("/hardware");
  useEffect(() => {
    if (!operator) return;
    const hold = () => app.holdHardware(document.visibilityState === "visible");
    hold();
    document.addEventListener("visibilitychange", hold);
    return () => {
      document.removeEventListener("visibilitychange", hold);
      app.holdHardware(false);
    };
  }, [app, operator]);
  useEvery(data?.state === "open" ? 3000 : 700, again);
  return data ? { ...data, lines: { ...data.lines, ...pushed } } : null;
}

const STATE_TEXT = {
  closed: "The lines are not open.",
  opening: "Opening the devices…",
  open: "The lines are open: what you see is live.",
};

function Lines({ status }: { status: Status }) {
  const hardware = useHardware();
  const open = hardware?.state === "open";
  const inputs = status.rig.channels.filter((each) => !each.output);
  const outputs = status.rig.channels.filter((each) => each.output);
  const valves = outputs.filter((each) => each.kind === "reward_valve");
  return (
    <>
      <p class="hardware-state" role="status" data-testid="hardware-state" data-state={hardware?.state ?? "unknown"}>
        <Dot level={open ? "ok" : "off"}>{hardware ? STATE_TEXT[hardware.state] : "Asking…"}</Dot>
      </p>
      <p class="muted">No animal should be in the rig while valves are tried.</p>
      <ProblemBox problem={hardware?.problem ?? null} />
      <Card title="Inputs" testid="inputs">
        <div class="lines">
          {inputs.map((channel) => (
            <Line key={channel.name} channel={channel} active={open ? hardware?.lines[channel.name] : undefined} />
          ))}
          {inputs.length === 0 && <Empty>This rig has no inputs.</Empty>}
        </div>
      </Card>
      <Card
        title="Outputs"
        testid="outputs"
        aside={
          valves.length > 1 && (
            <FlushButton
              channels={valves.map((each) => each.name)}
              text="Hold to flush all valves"
              disabled={!open}
              testid="flush-all"
            />
          )
        }
      >
        <div class="outputs">
          {outputs.map((channel) => (
            <div class="output" key={channel.name}>
              <Line channel={channel} active={open ? hardware?.lines[channel.name] : undefined} />
              <OutputControls channel={channel} open={open} />
            </div>
          ))}
        </div>
      </Card>
      <Devices hardware={hardware} />
    </>
  );
}

function Line(props: { channel: Channel; active: boolean | undefined }) {
  const { channel, active } = props;
  return (
    <div
      class={`line ${active ? "active" : ""}`}
      data-testid={`line-${channel.name}`}
      data-active={active === undefined ? "unknown" : String(active)}
    >
      <span class={`lamp ${active === undefined ? "unknown" : active ? "lit" : ""}`} aria-hidden="true" />
      <span class="line-text">
        <strong>{channel.name}</strong>
        <span class="muted">
          {kindWord(channel.kind)}
          {channel.seat ? `, ${channel.seat}` : ""} · {channel.device}
        </span>
      </span>
      <span class="line-state">{lineWord(channel.kind, active)}</span>
    </div>
  );
}

function Devices({ hardware }: { hardware: HardwareAnswer | null }) {
  const [now, setNow] = useState(hardware);
  useEffect(() => {
    if (hardware?.devices.length) setNow(hardware);
  }, [hardware]);
  return (
    <Card title="Devices" testid="devices">
      {now && now.devices.length > 0 ? (
        <ul class="health">
          {now.devices.map((device) => (
            <DeviceLine key={device.name} device={device} />
          ))}
        </ul>
      ) : (
        <Empty>Known once the lines are open.</Empty>
      )}
    </Card>
  );
}
