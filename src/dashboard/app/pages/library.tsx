// Schedules and rigs: what is stored, and a place to write the next version.
import { useState } from "preact/hooks";
import type { DocumentEntry, DocumentVersion } from "../api/types";
import { when } from "../model/format";
import { documentPath, type Draft, isChanged, type Kind, kindName, openedDraft } from "../model/library";
import { useApp } from "../ui/context";
import { Card, Empty, ProblemBox, ViewerNote } from "../ui/parts";
import { Question } from "../ui/question";
import { useStore } from "../ui/store";
import { type Fetched, useFetch } from "../ui/use_fetch";
import { DocumentCard } from "./library_document";

type Open = (kind: Kind, name: string, id: string) => void;

export function LibraryPage() {
  const app = useApp();
  const draft = useStore(app.draft);
  const schedules = useFetch<{ schedules: DocumentEntry[] }>("/schedules");
  const rigs = useFetch<{ rigs: DocumentEntry[] }>("/rigs");
  const [waiting, setWaiting] = useState<(() => void) | null>(null);
  // What would take the place of a text that is not stored waits for an answer.
  const replace = (how: () => void) => (isChanged(draft) ? setWaiting(() => how) : how());
  const show = (next: Draft) => {
    app.draft.set(next);
    // On a phone the text stands below the shelves.
    requestAnimationFrame(() => document.getElementById("document")?.scrollIntoView({ block: "nearest" }));
  };
  const open: Open = (kind, name, id) =>
    replace(async () => {
      const text = await app.attempt(app.client.text(documentPath(kind, name, id)));
      if (text !== null) show(openedDraft(kind, name, id, text));
    });
  const answered = (discard: boolean) => {
    if (discard) waiting?.();
    setWaiting(null);
  };
  return (
    <div class="stack">
      <h1>Library</h1>
      <ViewerNote />
      <div class="library">
        <div class="stack">
          <Shelf kind="schedules" title="Schedules" list={schedules} entries={schedules.data?.schedules} open={open} />
          <Shelf kind="rigs" title="Rigs" list={rigs} entries={rigs.data?.rigs} open={open} />
        </div>
        <DocumentCard
          draft={draft}
          replace={(next) => replace(() => show(next))}
          onStored={(kind) => (kind === "schedules" ? schedules : rigs).again()}
        />
      </div>
      <Question
        open={waiting !== null}
        title="Leave this text?"
        no="Go on writing"
        yes="Leave it"
        class="primary"
        testid="leave"
        onAnswer={answered}
      >
        <p>It has changes that are not stored; they would be lost.</p>
      </Question>
    </div>
  );
}

function Shelf(props: {
  kind: Kind;
  title: string;
  list: Fetched<unknown>;
  entries: DocumentEntry[] | undefined;
  open: Open;
}) {
  const { kind, entries } = props;
  return (
    <Card title={props.title} testid={`shelf-${kind}`}>
      <ProblemBox problem={props.list.problem} />
      {kind === "rigs" && <RigInUse />}
      <div class={`shelf ${kind}`}>
        {!entries && <Empty>Loading…</Empty>}
        {entries?.length === 0 && <Empty>No {kindName(kind)} has been stored yet.</Empty>}
        <ul class="plain">
          {entries?.map((entry) => (
            <Entry key={entry.name} kind={kind} entry={entry} open={props.open} />
          ))}
        </ul>
      </div>
    </Card>
  );
}

export function RigInUse() {
  const rig = useStore(useApp().status)?.rig;
  return (
    <p class="hint rig-in-use">
      The daemon runs <span class="path">{rig?.file ?? "its rig file"}</span> with the newest calibrations, as it was
      when the daemon started. A stored rig is for keeping, and for starting the daemon with.
    </p>
  );
}

function Entry(props: { kind: Kind; entry: DocumentEntry; open: Open }) {
  const { kind, entry } = props;
  const [newest, ...older] = entry.versions;
  if (!newest) return null;
  return (
    <li class="entry">
      <p class="entry-title">
        {entry.title || entry.name} <span class="muted">{entry.title === entry.name ? "" : entry.name}</span>
      </p>
      <VersionButton {...props} version={newest} newest={true} />
      {older.length > 0 && (
        <details data-testid={`older-${kind}-${entry.name}`}>
          <summary>
            {older.length} earlier {older.length === 1 ? "version" : "versions"}
          </summary>
          {older.map((version) => (
            <VersionButton key={version.id} {...props} version={version} newest={false} />
          ))}
        </details>
      )}
    </li>
  );
}

function VersionButton(props: { kind: Kind; entry: DocumentEntry; version: DocumentVersion; newest: boolean; open: Open }) {
  const { kind, entry, version } = props;
  const { from, kind: openKind } = useStore(useApp().draft);
  const isOpen = openKind === kind && from?.name === entry.name && from.id === version.id;
  return (
    <button
      type="button"
      class="version"
      aria-pressed={isOpen}
      data-testid={`open-${kind}-${entry.name}-${version.id}`}
      onClick={() => props.open(kind, entry.name, version.id)}
    >
      <span class="version-id">
        <code>{version.id}</code> {props.newest && <span class="badge current">{kind === "schedules" ? "current" : "newest"}</span>}
      </span>
      <span class="muted">{storedText(version)}</span>
      {version.note && <span>{version.note}</span>}
    </button>
  );
}

function storedText({ origin, stored_utc, stored_by }: DocumentVersion): string {
  if (origin === "built-in" || stored_utc === null) return "comes with dyad";
  return `stored ${when(stored_utc)}${stored_by ? ` by ${stored_by}` : ""}`;
}
