// One session that has run: its numbers, its replay, what another window would have
// decided, and its files.
import { Fragment } from "preact";
import { useMemo, useState } from "preact/hooks";
import { CumulativeChart } from "../charts/cumulative";
import { DeltaHistogram } from "../charts/delta_histogram";
import { SuccessScale } from "../charts/success_scale";
import { sessionPath } from "../api/client";
import type { ColumnsAnswer, SessionDetail, WhatIf } from "../api/types";
import { columnsFrom } from "../model/columns";
import { bytes, duration, microlitres, names, when } from "../model/format";
import { endWord } from "../model/words";
import { useApp } from "../ui/context";
import { Card, Empty, ProblemBox } from "../ui/parts";
import { useFetch } from "../ui/use_fetch";
import { FaultList } from "./faults";
import { NotesCard } from "./notes";
import { Replay } from "./session_replay";
import { WhatIfCard } from "./session_what_if";

export function SessionPage({ id }: { id: string }) {
  const path = sessionPath(id);
  const detail = useFetch<SessionDetail>(path);
  const answer = useFetch<ColumnsAnswer>(`${path}/columns`);
  const columns = useMemo(() => (answer.data ? columnsFrom(answer.data) : null), [answer.data]);
  const [whatIf, setWhatIf] = useState<WhatIf | null>(null);
  const session = detail.data;
  const none = { coordinated: 0, decided: 0 };
  return (
    <div class="stack">
      <p>
        <a href="#/sessions">All sessions</a>
      </p>
      <h1 class="session-title" data-testid="session-title">
        {session?.subjects ? names(session.subjects) : id}
      </h1>
      <p class="muted subtitle">{session ? subtitle(session) : "\u00a0"}</p>
      <ProblemBox problem={detail.problem ?? answer.problem} />
      {session && <Recovery session={session} />}
      <Replay columns={columns} whatIf={whatIf} />
      <div class="grid">
        <WhatIfCard id={id} columns={columns} onAnswer={setWhatIf} />
        <Card title="Success beside chance">
          <SuccessScale
            last20={session?.measures?.last20 ?? none}
            success={session?.measures?.success ?? none}
            chance={session?.measures?.chance ?? null}
          />
        </Card>
        <SummaryCard session={session} />
        <Card title="Trials">{columns ? <CumulativeChart columns={columns} changes={0} /> : <div class="chart" />}</Card>
        <Card title="How far apart they were">
          {columns ? (
            <DeltaHistogram
              columns={columns}
              changes={0}
              window_us={whatIf?.window_us ?? columns.window_us ?? 0}
            />
          ) : (
            <div class="chart" />
          )}
        </Card>
        <Downloads id={id} size={session?.bytes ?? null} />
        <NotesCard id={id} />
        <Card title="Faults" class="two">
          <FaultList faults={columns?.faults ?? []} />
        </Card>
      </div>
    </div>
  );
}

function subtitle(session: SessionDetail): string {
  const stage = session.stage ? `, stage “${session.stage.name}”` : "";
  return `${when(session.began_utc)} · ${session.schedule ?? "–"}${stage} · ${duration(session.lasted_us)}`;
}

function SummaryCard({ session }: { session: SessionDetail | null }) {
  if (!session) {
    return (
      <Card title="Summary">
        <Empty>Loading…</Empty>
      </Card>
    );
  }
  const rows: [string, string][] = [
    ["Began", when(session.began_utc)],
    ["Lasted", `${duration(session.lasted_us)} of ${duration(session.planned_us)}`],
    ["Ended", session.running ? "still running" : endWord(session.end_reason)],
    ["Schedule", session.schedule ?? "–"],
    ["Stage", session.stage?.name ?? "–"],
    ["Rig", `${session.rig ?? "–"}${session.source === "sim" ? " (simulated)" : ""}`],
    ["Trials", String(session.trials ?? "–")],
    ["Coordinated", String(session.coordinated ?? "–")],
    ["Missed", String(session.missed ?? "–")],
    ["No response, wrong, aborted", [session.omissions, session.errors, session.aborted].map((n) => n ?? "–").join(", ")],
    ["Ambiguous", String(session.ambiguous ?? "–")],
  ];
  (session.subjects ?? []).forEach((name, i) =>
    rows.push([`Water of ${name}`, microlitres(session.volume_nl?.[i] ?? 0)]),
  );
  return (
    <Card title="Summary" testid="summary">
      <dl class="pairs">
        {rows.map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
    </Card>
  );
}

function Downloads({ id, size }: { id: string; size: number | null }) {
  const { client } = useApp();
  const file = (name: string) => client.url(`${sessionPath(id)}/${name}`);
  return (
    <Card title="Files" testid="downloads">
      <p>
        <a class="button" href={file("log")} download={`${id}.jsonl`} data-testid="download-log">
          Log{size === null ? "" : `, ${bytes(size)}`}
        </a>
      </p>
      <p class="hint">Everything that happened, one thing a line. Every decision can be taken again from it.</p>
      <p class="row">
        <a class="button" href={file("trials.csv")} download={`${id}_trials.csv`} data-testid="download-trials">
          Trials as CSV
        </a>
        <a class="button" href={file("events.csv")} download={`${id}_events.csv`} data-testid="download-events">
          Events as CSV
        </a>
      </p>
      <p class="hint">Tables for a spreadsheet, R or Python.</p>
    </Card>
  );
}

// What a crash or a power cut left, and what it goes on from.
function Recovery({ session }: { session: SessionDetail }) {
  const recovery = session.recovery;
  if (!session.continues && !recovery) return null;
  return (
    <Card title="Recovery" testid="recovery">
      {session.continues && (
        <p>
          Goes on where{" "}
          <a href={`#/session/${encodeURIComponent(session.continues)}`}>{session.continues}</a> was interrupted.
        </p>
      )}
      {recovery ? (
        <dl class="pairs">
          {Object.entries(recovery as Record<string, unknown>).map(([name, value]) => (
            <Fragment key={name}>
              <dt>{name.replaceAll("_", " ")}</dt>
              <dd class="path">{typeof value === "string" ? value : JSON.stringify(value)}</dd>
            </Fragment>
          ))}
        </dl>
      ) : null}
    </Card>
  );
}
