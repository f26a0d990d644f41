// The table of durations: run each, weigh each.
import { useEffect, useState } from "preact/hooks";
import type { Job } from "../api/types";
import { apiRow, type FormRow, isPulses, perPulse_ul } from "../model/calibration_form";
import { decimalOf } from "../model/decimal_input";
import { milliseconds } from "../model/format";
import { useApp } from "../ui/context";
import { OperatorButton } from "../ui/parts";
import { useStore } from "../ui/store";

const GAP_MS = 200;
const MOST_WEIGHTS = 5;

interface Props {
  channel: string;
  rows: FormRow[];
  onChange(rows: FormRow[]): void;
  open: boolean;
}

export function RowsTable(props: Props) {
  const { rows, onChange } = props;
  // One row at a time: a second would pour into the same cup.
  const [running, setRunning] = useState<{ row: number; job: Job } | null>(null);
  const change = (at: number, part: Partial<FormRow>) =>
    onChange(rows.map((row, i) => (i === at ? { ...row, ...part } : row)));
  const job = useJob(running?.job ?? null);
  const runs = job?.state === "running";
  const next = rows.findIndex((row) => !row.ran && apiRow(row) === null);
  return (
    <>
      <ol class="rows">
        {rows.map((row, i) => (
          <RowLine
            key={i}
            index={i}
            row={row}
            job={running?.row === i ? job : null}
            blocked={!props.open || runs}
            channel={props.channel}
            next={i === next}
            change={(part) => change(i, part)}
            onRun={(begun) => {
              setRunning({ row: i, job: begun });
              change(i, { ran: true });
            }}
            {...(rows.length > 2 && !runs ? { onRemove: () => onChange(rows.filter((_, at) => at !== i)) } : {})}
          />
        ))}
      </ol>
      <button
        type="button"
        class="add-row"
        data-testid="add-row"
        disabled={runs}
        onClick={() => onChange([...rows, { open_ms: "", pulses: "50", weights: [""], ran: false }])}
      >
        Add a line
      </button>
    </>
  );
}

// A job as it goes on: pushed over /live, and asked for where nothing is pushed.
function useJob(begun: Job | null): Job | null {
  const app = useApp();
  const pushed = useStore(app.job);
  const [job, setJob] = useState(begun);
  const id = begun?.job;
  useEffect(() => setJob(begun), [begun]);
  useEffect(() => {
    if (pushed && pushed.job === id) setJob(pushed);
  }, [pushed, id]);
  const running = job?.state === "running" && job.job === id;
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => {
      app.client.get<Job>(`/hardware/jobs/${id}`).then(setJob, () => {
        // The next second asks again; the page's badge tells that the daemon is away.
      });
    }, 1000);
    return () => clearInterval(timer);
  }, [app, running, id]);
  return job;
}

function RowLine(props: {
  index: number;
  row: FormRow;
  job: Job | null;
  blocked: boolean;
  channel: string;
  next: boolean; // the one to run now
  change(part: Partial<FormRow>): void;
  onRun(job: Job): void;
  onRemove?: () => void;
}) {
  const app = useApp();
  const { row, index, job, change } = props;
  const duration_ms = decimalOf(row.open_ms);
  const valid = duration_ms !== null && isPulses(row.pulses);
  const done = apiRow(row);
  const run = async () => {
    const body = { channel: props.channel, duration_ms, count: Number(row.pulses), gap_ms: GAP_MS };
    const begun = await app.attempt(app.client.post<Job>("/hardware/pulse", body));
    if (begun) props.onRun(begun);
  };
  const running = job?.state === "running";
  return (
    <li class={done ? "row-line complete" : "row-line"} data-testid={`row-${index}`}>
      <Cell label="Open for, ms" value={row.open_ms} testid={`row-${index}-ms`} disabled={running} onInput={(open_ms) => change({ open_ms, ran: false })} />
      <Cell label="Pulses" value={row.pulses} testid={`row-${index}-pulses`} disabled={running} onInput={(pulses) => change({ pulses, ran: false })} />
      <div class="run">
        {running ? (
          <OperatorButton class="danger" testid={`row-${index}-stop`} onClick={() => void app.attempt(app.client.delete(`/hardware/jobs/${job.job}`))}>
            Stop
          </OperatorButton>
        ) : (
          <OperatorButton class={props.next ? "primary" : ""} testid={`row-${index}-run`} disabled={props.blocked || !valid} onClick={() => void run()}>
            {row.ran ? "Run again" : "Run"}
          </OperatorButton>
        )}
        <Progress job={job} />
      </div>
      <Weights row={row} index={index} change={change} />
      <p class="per-pulse" data-testid={`row-${index}-volume`}>
        {done ? `${perPulse_ul(done).toFixed(3)} µl a pulse` : "\u00a0"}
      </p>
      {props.onRemove ? (
        <button type="button" class="quiet icon" aria-label={`Remove line ${index + 1}`} onClick={props.onRemove}>
          ✕
        </button>
      ) : (
        <span class="icon" />
      )}
    </li>
  );
}

function Progress({ job }: { job: Job | null }) {
  const text = () => {
    if (!job) return "\u00a0";
    if (job.state === "running") return `${job.done} of ${job.of}`;
    if (job.state === "failed") return "failed: not all pulses were given";
    if (job.state === "stopped") return `stopped after ${job.done}: run it again`;
    const mean = job.open_us.reduce((sum, us) => sum + us, 0) / Math.max(1, job.open_us.length);
    return `${job.done} given, ${milliseconds(mean)} each`;
  };
  return (
    <div class="progress">
      <progress value={job?.done ?? 0} max={job?.of ?? 1} aria-label="Pulses given" />
      <span class="muted" data-testid="progress-text">
        {text()}
      </span>
    </div>
  );
}

function Weights(props: { row: FormRow; index: number; change(part: Partial<FormRow>): void }) {
  const { row, index, change } = props;
  return (
    <div class="weights">
      {row.weights.map((weight, i) => (
        <Cell
          key={i}
          label={i === 0 ? "Water, mg" : `Again, mg (${i + 1})`}
          value={weight}
          testid={`row-${index}-weight-${i}`}
          onInput={(text) => change({ weights: row.weights.map((old, at) => (at === i ? text : old)) })}
        />
      ))}
      {row.weights.length < MOST_WEIGHTS && (
        <button
          type="button"
          class="quiet icon"
          title="A further weight of the same line"
          aria-label={`Add a weight to line ${index + 1}`}
          onClick={() => change({ weights: [...row.weights, ""] })}
        >
          +
        </button>
      )}
    </div>
  );
}

function Cell(props: { label: string; value: string; testid: string; disabled?: boolean; onInput(text: string): void }) {
  return (
    <label class="cell">
      <span>{props.label}</span>
      <input
        value={props.value}
        inputMode="decimal"
        autocomplete="off"
        disabled={props.disabled ?? false}
        data-testid={props.testid}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </label>
  );
}
