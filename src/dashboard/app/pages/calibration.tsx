import { useEffect, useState } from "preact/hooks";
import { problemFrom } from "../api/client";
import type { CalibrationChannel, CalibrationRecord, Problem } from "../api/types";
import { completeRows, defaultRows, type FormRow } from "../model/calibration_form";
import { count, names } from "../model/format";
import { hasSession } from "../model/words";
import { useApp } from "../ui/context";
import { FlushButton } from "../ui/flush_button";
import { Card, Dot, Empty, OperatorButton, ProblemBox, TextField, ViewerNote } from "../ui/parts";
import { useStore } from "../ui/store";
import { useDebounced, useFetch } from "../ui/use_fetch";
import { FitView } from "./calibration_fit";
import { CalibrationHistory } from "./calibration_history";
import { RowsTable } from "./calibration_rows";
import { useHardware } from "./hardware";

export function CalibrationPage() {
  const app = useApp();
  const status = useStore(app.status);
  const list = useFetch<{ channels: CalibrationChannel[] }>("/calibrations");
  const [chosen, setChosen] = useState<string | null>(null);
  const channels = list.data?.channels ?? [];
  const channel = channels.find((each) => each.channel === chosen) ?? null;
  const busy = hasSession(status);
  return (
    <div class="stack">
      <h1>Calibrate a valve</h1>
      <ViewerNote />
      <ProblemBox problem={list.problem} />
      <Card title="1. Which valve">
        <ValveChoice channels={channels} loading={!list.data && !list.problem} chosen={chosen} onChoose={setChosen} />
      </Card>
      {channel && busy && status && (
        <Card title="The rig is in use">
          <p data-testid="calibration-busy">
            {status.session ? `A session of ${names(status.session.subjects)} is running. ` : "A session is starting. "}
            A valve can be calibrated when it has ended.
          </p>
        </Card>
      )}
      {channel && !busy && <Guide key={channel.channel} channel={channel} onSaved={list.again} />}
      {channel && <CalibrationHistory channel={channel} />}
    </div>
  );
}

function ageText(channel: CalibrationChannel): string {
  const age = channel.in_use?.age_days ?? null;
  if (age === null) return "from the rig file, without a date";
  return age < 1 ? "calibrated today" : `calibrated ${count(Math.floor(age), "day")} ago`;
}

function isOld(channel: CalibrationChannel): boolean {
  const { age_days = null, max_age_days = null } = channel.in_use ?? {};
  return max_age_days !== null && (age_days === null || age_days > max_age_days);
}

function ValveChoice(props: {
  channels: CalibrationChannel[];
  loading: boolean;
  chosen: string | null;
  onChoose(name: string): void;
}) {
  if (props.channels.length === 0) {
    return <Empty>{props.loading ? "Loading…" : "This rig has no reward valves."}</Empty>;
  }
  return (
    <div class="valves" role="radiogroup" aria-label="Valve">
      {props.channels.map((each) => (
        <label key={each.channel} class="valve">
          <input
            type="radio"
            name="valve"
            checked={props.chosen === each.channel}
            data-testid={`valve-${each.channel}`}
            onChange={() => props.onChoose(each.channel)}
          />
          <span class="line-text">
            <strong>{each.channel}</strong>
            <Dot level={isOld(each) ? "warn" : "ok"}>
              {ageText(each)}
              {isOld(each) ? ", older than the rig allows" : ""}
            </Dot>
          </span>
        </label>
      ))}
    </div>
  );
}

function Guide(props: { channel: CalibrationChannel; onSaved(): void }) {
  const name = props.channel.channel;
  const hardware = useHardware();
  const open = hardware?.state === "open";
  const [rows, setRows] = useState<FormRow[]>(defaultRows);
  const fit = useFit(name, rows);
  return (
    <>
      <Card title="2. Ready the cup" testid="step-cup">
        <p>
          Fill the line until no air is left in it: hold the button. Then weigh an empty cup, set the balance to
          zero with it, and put it under the spout. Nothing else should drip into it.
        </p>
        <div class="row">
          <FlushButton channels={[name]} text="Hold to fill the line" disabled={!open} testid="calibration-flush" />
          <Dot level={open ? "ok" : "off"}>{open ? "the valve can be moved" : "opening the devices…"}</Dot>
        </div>
        <ProblemBox problem={hardware?.problem ?? null} />
      </Card>
      <Card title="3. Give pulses and weigh" testid="step-rows">
        <p>
          For each line: put the empty cup there, run the pulses, weigh the cup, and write down the weight of the
          water in milligrams.
        </p>
        <RowsTable channel={name} rows={rows} onChange={setRows} open={open} />
      </Card>
      <Card title="4. Look at the fit and save it" testid="step-fit">
        <ProblemBox problem={fit.problem} />
        {fit.record ? (
          <FitView record={fit.record} />
        ) : (
          <Empty>Two weighed lines are enough for a first fit; four tell more.</Empty>
        )}
        <Save channel={name} rows={rows} ready={fit.record !== null && !fit.busy} onSaved={props.onSaved} />
      </Card>
    </>
  );
}

interface Fitted {
  record: CalibrationRecord | null;
  problem: Problem | null;
  busy: boolean;
}

// The daemon fits: what is shown is what would be saved.
function useFit(channel: string, rows: FormRow[]): Fitted {
  const { client } = useApp();
  const body = { channel, rows: completeRows(rows) };
  const settled = useDebounced(body, 300);
  const key = JSON.stringify(settled);
  const [state, set] = useState<Fitted>({ record: null, problem: null, busy: false });
  useEffect(() => {
    if (settled.rows.length < 2) {
      set({ record: null, problem: null, busy: false });
      return;
    }
    const abort = new AbortController();
    client
      .post<CalibrationRecord>("/calibrations/fit", settled, abort.signal)
      .then((record) => set({ record, problem: null, busy: false }))
      .catch((error: unknown) => {
        if (!abort.signal.aborted) set({ record: null, problem: problemFrom(error), busy: false });
      });
    return () => abort.abort();
  }, [client, key]);
  return { ...state, busy: state.busy || key !== JSON.stringify(body) };
}

function Save(props: { channel: string; rows: FormRow[]; ready: boolean; onSaved(): void }) {
  const app = useApp();
  const [note, setNote] = useState("");
  const [saved, setSaved] = useState(false);
  const rows = completeRows(props.rows);
  const left = props.rows.length - rows.length;
  useEffect(() => setSaved(false), [JSON.stringify(rows)]);
  const save = async () => {
    const record = await app.attempt(
      app.client.post<CalibrationRecord>("/calibrations", { channel: props.channel, rows, note: note.trim() }),
    );
    if (!record) return;
    setSaved(true);
    props.onSaved();
  };
  return (
    <div class="save-row">
      <TextField label="Note" value={note} onInput={setNote} placeholder="new tubing, another bottle, …" testid="calibration-note" />
      <OperatorButton class="primary" testid="calibration-save" disabled={!props.ready || saved} onClick={() => void save()}>
        Save this calibration
      </OperatorButton>
      <p class="muted" role="status" data-testid="calibration-saved">
        {saved
          ? "Saved: the next session uses it."
          : props.ready && left > 0
            ? `${count(left, "line has", "lines have")} no weight and will be left out.`
            : "\u00a0"}
      </p>
    </div>
  );
}
