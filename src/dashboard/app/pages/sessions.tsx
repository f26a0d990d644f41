import { useState } from "preact/hooks";
import type { DocumentEntry, Summary } from "../api/types";
import { count, duration, names, permille, when } from "../model/format";
import { pairsOf } from "../model/pairs";
import { type SessionFilter, sessionQuery } from "../model/session_query";
import { endWord } from "../model/words";
import { Card, Empty, ProblemBox, SelectField, TextField } from "../ui/parts";
import { useDebounced, useFetch } from "../ui/use_fetch";

const PAGE = 25;

export function SessionsPage() {
  const [filter, setFilter] = useState<SessionFilter>({ animals: "", schedule: "", text: "" });
  const [offset, setOffset] = useState(0);
  const settled = useDebounced(filter, 250);
  const list = useFetch<{ sessions: Summary[]; total: number }>(sessionQuery(settled, PAGE, offset));
  const change = (part: Partial<SessionFilter>) => {
    setFilter((old) => ({ ...old, ...part }));
    setOffset(0);
  };
  return (
    <div class="stack">
      <h1>Sessions</h1>
      <Filters filter={filter} change={change} />
      <Card
        title={list.data ? count(list.data.total, "session") : "Sessions"}
        aside={<Paging offset={offset} total={list.data?.total ?? 0} onMove={setOffset} />}
      >
        <ProblemBox problem={list.problem} />
        {list.data && list.data.sessions.length === 0 && (
          <Empty>{offset + Object.values(filter).join("").length === 0 ? "No session has run yet." : "None fits."}</Empty>
        )}
        <div class="session-list" aria-busy={list.busy}>
          {list.data ? <SessionTable sessions={list.data.sessions} /> : <Empty>Loading…</Empty>}
        </div>
      </Card>
    </div>
  );
}

function Filters(props: { filter: SessionFilter; change(part: Partial<SessionFilter>): void }) {
  const { filter, change } = props;
  const schedules = useFetch<{ schedules: DocumentEntry[] }>("/schedules");
  const earlier = useFetch<{ sessions: Summary[] }>("/sessions?limit=200");
  const pairs = pairsOf(earlier.data?.sessions ?? [], 50);
  return (
    <div class="fields filters" role="search" aria-label="Filter the sessions">
      <datalist id="pairs">
        {pairs.map(({ subjects }) => (
          <option key={subjects.join()} value={subjects.join(" ")} />
        ))}
      </datalist>
      <TextField
        label="Animal or pair"
        value={filter.animals}
        testid="filter-subject"
        list="pairs"
        placeholder="m101, or m101 m102"
        onInput={(animals) => change({ animals })}
      />
      <SelectField
        label="Schedule"
        value={filter.schedule}
        testid="filter-schedule"
        onChange={(schedule) => change({ schedule })}
        options={[
          { value: "", text: "any" },
          ...(schedules.data?.schedules ?? []).map(({ name }) => ({ value: name, text: name })),
        ]}
      />
      <TextField
        label="Text"
        value={filter.text}
        testid="filter-text"
        placeholder="in names, schedule or stage"
        onInput={(text) => change({ text })}
      />
    </div>
  );
}

function Paging(props: { offset: number; total: number; onMove(offset: number): void }) {
  const { offset, total, onMove } = props;
  if (total <= PAGE) return null;
  const last = Math.min(offset + PAGE, total);
  return (
    <div class="row" role="group" aria-label="Pages of the list">
      <span class="muted">
        {offset + 1} to {last}
      </span>
      <button type="button" data-testid="newer" disabled={offset === 0} onClick={() => onMove(Math.max(0, offset - PAGE))}>
        Newer
      </button>
      <button type="button" data-testid="older" disabled={last >= total} onClick={() => onMove(offset + PAGE)}>
        Older
      </button>
    </div>
  );
}

function SessionTable({ sessions }: { sessions: Summary[] }) {
  if (sessions.length === 0) return null;
  return (
    <table class="sessions">
      <thead>
        <tr>
          <th scope="col">Pair</th>
          <th scope="col">Began</th>
          <th scope="col">Schedule</th>
          <th scope="col" class="number">Lasted</th>
          <th scope="col" class="number">Trials</th>
          <th scope="col" class="number">Coordinated</th>
          <th scope="col">End</th>
        </tr>
      </thead>
      <tbody>
        {sessions.map((each) => (
          <SessionRow key={each.id} session={each} />
        ))}
      </tbody>
    </table>
  );
}

function SessionRow({ session }: { session: Summary }) {
  const link = (
    <a href={`#/session/${encodeURIComponent(session.id)}`} data-testid={`session-${session.id}`}>
      {session.subjects ? names(session.subjects) : session.id}
    </a>
  );
  if (session.problem !== null) {
    return (
      <tr>
        <td>{link}</td>
        <td colSpan={6} class="bad">
          This log cannot be read: {session.problem}
        </td>
      </tr>
    );
  }
  return (
    <tr>
      <td class="who">{link}</td>
      <td data-label="Began">{when(session.began_utc)}</td>
      <td data-label="Schedule">
        {session.schedule}
        {session.stage && <span class="muted"> · {session.stage.name}</span>}
      </td>
      <td data-label="Lasted" class="number">{duration(session.lasted_us)}</td>
      <td data-label="Trials" class="number">{session.trials ?? "–"}</td>
      <td data-label="Coordinated" class="number">{permille(session.success_permille)}</td>
      <td data-label="End">{session.running ? <a href="#/live">running now</a> : endWord(session.end_reason)}</td>
    </tr>
  );
}
