import { useEffect, useMemo, useState } from "preact/hooks";
import { problemFrom } from "../api/client";
import type { CheckAnswer, Doctor, Problem, DocumentEntry, Status, Summary } from "../api/types";
import { names } from "../model/format";
import { animalsOf, pairsOf, storedName } from "../model/pairs";
import { bodyOf, emptyForm, type StartForm } from "../model/start_form";
import { hasSession } from "../model/words";
import { useApp } from "../ui/context";
import { Card, Empty, OperatorButton, ProblemBox, ViewerNote } from "../ui/parts";
import { go } from "../ui/route";
import { useStore } from "../ui/store";
import { useDebounced, useFetch } from "../ui/use_fetch";
import { FindingList } from "./doctor";
import { CheckPanel } from "./start_check";
import { InterruptedCard } from "./start_interrupted";
import { MoreOptions, PairFields, ScheduleFields, Suggestions } from "./start_fields";

export function StartPage() {
  const app = useApp();
  const status = useStore(app.status);
  if (!status) return <Empty>Asking the daemon…</Empty>;
  return (
    <div class="stack">
      <h1>Start a session</h1>
      <ViewerNote />
      <ProblemBox problem={status.last_problem} />
      <InterruptedCard interrupted={status.interrupted} blocked={hasSession(status)} />
      {hasSession(status) ? <AlreadyRuns status={status} /> : <StartFormCards status={status} />}
    </div>
  );
}

function AlreadyRuns({ status }: { status: Status }) {
  return (
    <Card title="The rig is in use">
      <p data-testid="already-runs">
        {status.session
          ? `A session of ${names(status.session.subjects)} is running (${status.session.schedule}).`
          : "A session is starting."}{" "}
        The next one can start when it has ended.
      </p>
      <p>
        <a class="button primary" href="#/live">
          Watch it
        </a>
      </p>
    </Card>
  );
}

function StartFormCards({ status }: { status: Status }) {
  const app = useApp();
  const seats = status.rig.seats;
  const [form, setForm] = useState<StartForm>(() => emptyForm(seats.length));
  const change = (part: Partial<StartForm>) => setForm((old) => ({ ...old, ...part }));
  const earlier = useFetch<{ sessions: Summary[] }>("/sessions?limit=200");
  const schedules = useFetch<{ schedules: DocumentEntry[] }>("/schedules");
  const sessions = earlier.data?.sessions ?? [];
  const check = useCheck(form);
  const [starting, setStarting] = useState(false);
  const start = async () => {
    const body = bodyOf(form);
    if (!body) return;
    setStarting(true);
    const begun = await app.attempt(app.client.post("/sessions", body));
    setStarting(false);
    if (begun) go("live");
  };
  const ready = check.answer?.ok === true && !check.busy;
  return (
    <div class="columns start">
      <div class="stack">
        <Card title="Who">
          <Suggestions
            pairs={pairsOf(sessions.filter((s) => s.subjects?.length === seats.length), 6)}
            loading={earlier.data === null && earlier.problem === null}
            onPick={({ subjects, schedule }) =>
              change({ subjects, schedule: storedName(schedule, schedules.data?.schedules ?? []), version: "", stage: "", override: [] })
            }
          />
          <PairFields form={form} seats={seats} animals={animalsOf(sessions)} change={change} />
        </Card>
        <Card title="What">
          <ProblemBox problem={schedules.problem} />
          <ScheduleFields form={form} schedules={schedules.data?.schedules ?? []} change={change} />
          <MoreOptions form={form} simulated={status.rig.simulated} change={change} />
        </Card>
      </div>
      <div class="stack">
        <Card title="Checks" testid="checks">
          <CheckPanel check={check} override={form.override} onOverride={(override) => change({ override })} />
          <OperatorButton class="primary start-button" testid="start" disabled={!ready || starting} onClick={() => void start()}>
            {starting ? "Starting…" : "Start the session"}
          </OperatorButton>
        </Card>
        <WorstFindings />
      </div>
    </div>
  );
}

export interface Check {
  answer: CheckAnswer | null;
  problem: Problem | null;
  busy: boolean; // the answer is of an earlier form
  asked: boolean; // there is enough to ask about
}

const SETTLE_MS = 350;

// Asks the daemon what it would say to this start, as the form changes.
function useCheck(form: StartForm): Check {
  const { client } = useApp();
  const body = useMemo(() => bodyOf(form), [form]);
  const settled = useDebounced(body, SETTLE_MS);
  const key = JSON.stringify(settled);
  const [result, set] = useState<{ answer: CheckAnswer | null; problem: Problem | null; key: string }>({
    answer: null,
    problem: null,
    key: "null",
  });
  useEffect(() => {
    if (settled === null) {
      set({ answer: null, problem: null, key });
      return;
    }
    const abort = new AbortController();
    client
      .post<CheckAnswer>("/sessions/check", settled, abort.signal)
      .then((answer) => set({ answer, problem: null, key }))
      .catch((error: unknown) => {
        if (!abort.signal.aborted) set({ answer: null, problem: problemFrom(error), key });
      });
    return () => abort.abort();
  }, [client, key]);
  return {
    answer: result.answer,
    problem: result.problem,
    busy: result.key !== JSON.stringify(body),
    asked: body !== null,
  };
}

function WorstFindings() {
  const { data } = useFetch<Doctor>("/doctor");
  const bad = data?.findings.filter((each) => each.level !== "ok") ?? [];
  return (
    <Card title="The machine" aside={<a href="#/doctor">all checks</a>}>
      {data === null ? (
        <Empty>Checking…</Empty>
      ) : bad.length === 0 ? (
        <p>Nothing to complain about.</p>
      ) : (
        <FindingList findings={bad} />
      )}
    </Card>
  );
}
