// The fields of the start form.
import type { DocumentEntry } from "../api/types";
import { when } from "../model/format";
import type { Suggestion } from "../model/pairs";
import { type StartForm, stageNames } from "../model/start_form";
import { SelectField, TextField } from "../ui/parts";
import { useFetch } from "../ui/use_fetch";

type Change = (part: Partial<StartForm>) => void;

export function Suggestions(props: { pairs: Suggestion[]; loading: boolean; onPick(pair: Suggestion): void }) {
  return (
    <div class="suggestions" role="group" aria-label="Pairs that ran before">
      {props.pairs.map((pair) => (
        <button
          key={pair.subjects.join()}
          type="button"
          class="chip"
          data-testid="suggestion"
          title={`${pair.schedule}, last on ${when(pair.last_utc)}`}
          onClick={() => props.onPick(pair)}
        >
          {pair.subjects.join(" + ")}
        </button>
      ))}
      {props.pairs.length === 0 && (
        <p class="muted">{props.loading ? "Looking for earlier pairs…" : "Pairs that have run will be offered here."}</p>
      )}
    </div>
  );
}

export function PairFields(props: { form: StartForm; seats: string[]; animals: string[]; change: Change }) {
  const { form, seats, change } = props;
  return (
    <div class="fields">
      <datalist id="animals">
        {props.animals.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {seats.map((seat, i) => (
        <TextField
          key={seat}
          label={`Animal, ${seat}`}
          list="animals"
          value={form.subjects[i] ?? ""}
          testid={`animal-${i}`}
          placeholder="its name, such as m101"
          onInput={(name) =>
            change({ subjects: form.subjects.map((old, at) => (at === i ? name : old)), override: [] })
          }
        />
      ))}
    </div>
  );
}

export function ScheduleFields(props: { form: StartForm; schedules: DocumentEntry[]; change: Change }) {
  const { form, schedules, change } = props;
  const chosen = schedules.find(({ name }) => name === form.schedule);
  const query = form.version === "" ? "" : `?version=${encodeURIComponent(form.version)}`;
  const document = useFetch<unknown>(chosen ? `/schedules/${encodeURIComponent(form.schedule)}${query}` : null);
  const stages = chosen ? stageNames(document.data) : [];
  return (
    <div class="fields">
      <SelectField
        label="Schedule"
        value={form.schedule}
        testid="schedule"
        onChange={(schedule) => change({ schedule, version: "", stage: "" })}
        options={[
          { value: "", text: "choose one" },
          ...schedules.map(({ name, origin }) => ({
            value: name,
            text: origin === "built-in" ? `${name} (comes with dyad)` : name,
          })),
        ]}
      />
      <SelectField
        label="Version"
        value={form.version}
        testid="version"
        disabled={!chosen}
        onChange={(version) => change({ version, stage: "" })}
        options={[
          { value: "", text: "the newest" },
          ...(chosen?.versions ?? []).map((v) => ({
            value: v.id,
            text: [v.id, v.stored_utc ? when(v.stored_utc) : "", v.note ?? ""].filter(Boolean).join(" · "),
          })),
        ]}
      />
      <SelectField
        label="Stage"
        value={form.stage}
        testid="stage"
        disabled={!chosen}
        onChange={(stage) => change({ stage })}
        options={[
          { value: "", text: "the one that is due" },
          ...stages.map((name, i) => ({ value: name, text: `${i + 1}: ${name}` })),
        ]}
      />
      <TextField
        label="Duration"
        value={form.duration}
        testid="duration"
        placeholder="the schedule's"
        hint="Such as 30min or 1h."
        onInput={(duration) => change({ duration })}
      />
    </div>
  );
}

const SPEEDS = [
  { value: "", text: "real time" },
  { value: "10", text: "10 times" },
  { value: "60", text: "60 times" },
  { value: "max", text: "as fast as it goes" },
];

export function MoreOptions(props: { form: StartForm; simulated: boolean; change: Change }) {
  const { form, change } = props;
  const setLabel = (i: number, part: Partial<StartForm["labels"][number]>) =>
    change({ labels: form.labels.map((old, at) => (at === i ? { ...old, ...part } : old)) });
  return (
    <>
      {props.simulated && (
        <SelectField
          label="Speed of the simulation"
          value={form.speed}
          testid="speed"
          options={SPEEDS}
          onChange={(speed) => change({ speed })}
        />
      )}
      <details>
        <summary>Labels and seed</summary>
        <p class="hint">Labels go into the log's header, such as drug and saline.</p>
        {form.labels.map((label, i) => (
          <div class="fields" key={i}>
            <TextField label="Label" value={label.name} onInput={(name) => setLabel(i, { name })} />
            <TextField label="Value" value={label.value} onInput={(value) => setLabel(i, { value })} />
          </div>
        ))}
        <button
          type="button"
          data-testid="add-label"
          onClick={() => change({ labels: [...form.labels, { name: "", value: "" }] })}
        >
          Add a label
        </button>
        <TextField
          label="Seed"
          value={form.seed}
          inputMode="numeric"
          placeholder="chosen by dyad"
          hint="A whole number: the same seed draws the same trials."
          onInput={(seed) => change({ seed })}
        />
      </details>
    </>
  );
}
