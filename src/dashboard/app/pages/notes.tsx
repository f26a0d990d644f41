// What people saw, with the time at which they wrote it.
import { useEffect, useRef, useState } from "preact/hooks";
import { sessionPath } from "../api/client";
import type { Note } from "../api/types";
import { clock, timeOfDay, when } from "../model/format";
import { useApp } from "../ui/context";
import { Card, Empty, OperatorButton } from "../ui/parts";
import { useStore } from "../ui/store";
import { useFetch } from "../ui/use_fetch";

// N, anywhere on the page but in a field, leads to the box.
function useNoteKey(box: { current: HTMLTextAreaElement | null }) {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const inField = event.target instanceof Element && event.target.closest("input, textarea, select");
      if (event.key.toLowerCase() !== "n" || inField || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      box.current?.focus();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);
}

function same(a: Note, b: Note): boolean {
  return a.utc === b.utc && a.text === b.text && a.by === b.by;
}

// Those that were stored, and those that came since.
function useNotes(id: string): { notes: Note[]; add(note: Note): void } {
  const app = useApp();
  const pushed = useStore(app.note);
  const { data } = useFetch<{ notes: Note[] }>(`${sessionPath(id)}/notes`);
  const [added, setAdded] = useState<Note[]>([]);
  const add = (note: Note) => setAdded((old) => (old.some((each) => same(each, note)) ? old : [...old, note]));
  useEffect(() => setAdded([]), [id]);
  useEffect(() => {
    if (pushed && pushed.id === id) add(pushed);
  }, [pushed, id]);
  const stored = data?.notes ?? [];
  return { notes: [...stored, ...added.filter((note) => !stored.some((each) => same(each, note)))], add };
}

export function NotesCard(props: { id: string }) {
  const { notes, add } = useNotes(props.id);
  return (
    <Card title="Notes" testid="notes">
      <NoteForm id={props.id} onWritten={add} />
      <div class="scroll-list" tabIndex={0} role="log" aria-label="Notes, newest first">
        {notes.length === 0 && <Empty>No notes yet.</Empty>}
        <ol class="events">
          {[...notes].reverse().map((note, i) => (
            <li key={`${note.utc}${i}`}>
              <span class="at" title={when(note.utc)}>
                {note.t_us === null ? timeOfDay(note.utc) : clock(note.t_us)}
              </span>
              <span>
                {note.text} <span class="muted">{note.by}</span>
              </span>
            </li>
          ))}
        </ol>
      </div>
    </Card>
  );
}

function NoteForm(props: { id: string; onWritten(note: Note): void }) {
  const app = useApp();
  const operator = useStore(app.me)?.role === "operator";
  const [text, setText] = useState("");
  const box = useRef<HTMLTextAreaElement>(null);
  useNoteKey(box);
  const write = async () => {
    if (text.trim() === "") return;
    const note = await app.attempt(app.client.post<Note>(`${sessionPath(props.id)}/notes`, { text: text.trim() }));
    if (!note) return;
    setText("");
    props.onWritten(note);
  };
  return (
    <form
      class="note-form"
      onSubmit={(event) => {
        event.preventDefault();
        void write();
      }}
    >
      <label class="sr-only" for="note-text">
        New note
      </label>
      <textarea
        id="note-text"
        ref={box}
        rows={2}
        value={text}
        data-testid="note-text"
        placeholder={operator ? "What did you see? (key N leads here)" : "Notes are written by operators"}
        disabled={!operator}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.shiftKey) {
            event.preventDefault();
            void write();
          } else if (event.key === "Escape") event.currentTarget.blur();
        }}
      />
      <OperatorButton testid="note-add" disabled={text.trim() === ""} onClick={() => void write()}>
        Add
      </OperatorButton>
    </form>
  );
}
