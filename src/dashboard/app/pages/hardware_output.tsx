// What can be done to one output: a pulse; of a valve also a reward and a flush.
import { useState } from "preact/hooks";
import type { Channel, Job } from "../api/types";
import { decimalOf } from "../model/decimal_input";
import { milliseconds } from "../model/format";
import { useApp } from "../ui/context";
import { FlushButton } from "../ui/flush_button";
import { OperatorButton, TextField } from "../ui/parts";
import { useStore } from "../ui/store";

export function OutputControls(props: { channel: Channel; open: boolean }) {
  const { channel, open } = props;
  const app = useApp();
  const [last, setLast] = useState<Job | null>(null);
  const pushed = useStore(app.job);
  const job = pushed && last && pushed.job === last.job ? pushed : last;
  const valve = channel.kind === "reward_valve";
  return (
    <div class="output-controls">
      <Amount
        name={channel.name}
        label="Pulse, ms"
        initial={valve ? "30" : "500"}
        button="Test"
        testid={`pulse-${channel.name}`}
        disabled={!open}
        run={async (duration_ms) =>
          setLast(await app.attempt(app.client.post<Job>("/hardware/pulse", { channel: channel.name, duration_ms, count: 1, gap_ms: 200 })))
        }
      />
      {valve && (
        <Amount
          name={channel.name}
          label="Reward, µl"
          initial="4"
          button="Give"
          testid={`reward-${channel.name}`}
          disabled={!open}
          run={async (volume_ul) =>
            setLast(await app.attempt(app.client.post<Job>("/hardware/reward", { channel: channel.name, volume_ul })))
          }
        />
      )}
      {valve && (
        <FlushButton channels={[channel.name]} text="Hold to flush" disabled={!open} testid={`flush-${channel.name}`} />
      )}
      <p class="job muted" aria-live="polite" data-testid={`job-${channel.name}`}>
        {jobText(job)}
      </p>
    </div>
  );
}

function jobText(job: Job | null): string {
  if (!job) return "\u00a0";
  if (job.state === "running") return "On…";
  if (job.state === "failed") return `Failed${job.problem ? `: ${typeof job.problem === "string" ? job.problem : job.problem.title}` : ""}`;
  const open = job.open_us[job.open_us.length - 1];
  return open === undefined ? "Done" : `Done: it was on for ${milliseconds(open)}`;
}

function Amount(props: {
  name: string;
  label: string;
  initial: string;
  button: string;
  testid: string;
  disabled: boolean;
  run(value: number): Promise<void>;
}) {
  const [text, setText] = useState(props.initial);
  const value = decimalOf(text);
  return (
    <form
      class="amount"
      onSubmit={(event) => {
        event.preventDefault();
        if (value !== null && !props.disabled) void props.run(value);
      }}
    >
      <TextField label={props.label} value={text} onInput={setText} inputMode="decimal" testid={`${props.testid}-value`} />
      <OperatorButton
        testid={props.testid}
        label={`${props.button}: ${props.name}`}
        disabled={props.disabled || value === null}
        onClick={() => value !== null && void props.run(value)}
      >
        {props.button}
      </OperatorButton>
    </form>
  );
}
