// One schedule or rig as text: looked at, written, checked, and stored as a new version.
import { useRef, useState } from "preact/hooks";
import type { StoredDocument, Validation } from "../api/types";
import {
  documentPath, type Draft, edited, emptyDraft, type Kind, kindName, KINDS, storedDraft, titleIn,
} from "../model/library";
import { useApp } from "../ui/context";
import { Card, OperatorButton, TextField } from "../ui/parts";
import { Question } from "../ui/question";
import { useStore } from "../ui/store";
import { RigInUse } from "./library";
import { Findings } from "./library_findings";
import { TextEditor } from "./text_editor";

interface Props {
  draft: Draft;
  replace(next: Draft): void;
  onStored(kind: Kind): void;
}

export function DocumentCard(props: Props) {
  const { draft } = props;
  const app = useApp();
  const operator = useStore(app.me)?.role === "operator";
  const area = useRef<HTMLTextAreaElement>(null);
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const title = draft.from ? `${draft.from.name}@${draft.from.id}` : `A new ${kindName(draft.kind)}`;
  const call = async <T,>(what: Promise<T>): Promise<T | null> => {
    setBusy(true);
    const answer = await app.attempt(what);
    setBusy(false);
    return answer;
  };
  const check = async (): Promise<boolean> => {
    const { kind, text } = draft;
    const answer = await call(app.client.post<Validation>(`/${kind}/validate`, { text }));
    if (answer) app.draft.set({ ...app.draft.get(), checked: { text, answer } });
    return answer?.valid === true;
  };
  const store = async () => {
    const { kind, text, note } = draft;
    const body = note.trim() === "" ? { text } : { text, note: note.trim() };
    const stored = await call(app.client.post<StoredDocument>(`/${kind}`, body));
    if (!stored) return;
    app.draft.set(storedDraft(draft, stored));
    props.onStored(kind);
  };
  const nothing = busy || draft.text.trim() === "";
  return (
    <div id="document" class="document">
      <Card title={title} testid="document" class="document-card" aside={<Sources {...props} />}>
        <div class="document-body">
          <TextEditor
            area={area}
            label={`Text of the ${kindName(draft.kind)}`}
            text={draft.text}
            problems={draft.checked?.answer.problems ?? []}
            readOnly={!operator}
            onInput={(text) => app.draft.set(edited(app.draft.get(), text))}
          />
          <Findings draft={draft} area={area} />
        </div>
        <div class="save-row">
          <TextField
            label="What is new in it"
            value={draft.note}
            testid="document-note"
            disabled={!operator}
            onInput={(note) => app.draft.set({ ...draft, note })}
          />
          <div class="row document-actions">
            <button type="button" data-testid="document-check" disabled={nothing} onClick={() => void check()}>
              Check
            </button>
            <OperatorButton
              class="primary"
              testid="document-store"
              disabled={nothing}
              onClick={async () => setAsking(await check())}
            >
              Store as new version
            </OperatorButton>
          </div>
        </div>
        <StoreQuestion draft={draft} open={asking} onAnswer={(yes) => { setAsking(false); if (yes) void store(); }} />
      </Card>
    </div>
  );
}

function StoreQuestion(props: { draft: Draft; open: boolean; onAnswer(yes: boolean): void }) {
  const { kind, text } = props.draft;
  return (
    <Question open={props.open} title="Store as a new version?" no="Not yet" yes="Store it" class="primary" testid="store" onAnswer={props.onAnswer}>
      <p>
        This becomes the newest version of “{titleIn(text) ?? kindName(kind)}”. Earlier versions stay as they are and
        can be opened again; nothing is overwritten.
      </p>
      {kind === "schedules" ? (
        <p class="hint">Sessions that start without naming a version take it from now on. One that runs goes on as it began.</p>
      ) : (
        <RigInUse />
      )}
    </Question>
  );
}

// Where a text comes from, and the file of the one that is open.
function Sources(props: Props) {
  const { draft } = props;
  const { client } = useApp();
  const file = useRef<HTMLInputElement>(null);
  const read = async () => {
    const chosen = file.current?.files?.[0];
    if (!chosen) return;
    props.replace(edited(emptyDraft(draft.kind), await chosen.text()));
    file.current!.value = "";
  };
  const { from, kind } = draft;
  return (
    <div class="row tools">
      {KINDS.map((each) => (
        <OperatorButton key={each} testid={`new-${each}`} onClick={() => props.replace(emptyDraft(each))}>
          New {kindName(each)}
        </OperatorButton>
      ))}
      <OperatorButton testid="document-upload" onClick={() => file.current?.click()}>
        From a file…
      </OperatorButton>
      <input
        ref={file}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label="A schedule's or a rig's file"
        data-testid="document-file"
        onChange={() => void read()}
      />
      {from ? (
        <a
          class="button"
          href={client.url(documentPath(kind, from.name, from.id))}
          download={`${from.name}-${from.id}.json`}
          data-testid="document-download"
        >
          Download
        </a>
      ) : (
        <button type="button" disabled>
          Download
        </button>
      )}
    </div>
  );
}
