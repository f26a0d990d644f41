// A text area with the numbers of its lines; those with a problem are marked.
import { useRef } from "preact/hooks";
import type { DocumentProblem } from "../api/types";
import { lineCount, linesAtFault } from "../model/library";

export function TextEditor(props: {
  area: { current: HTMLTextAreaElement | null };
  label: string;
  text: string;
  problems: readonly DocumentProblem[];
  readOnly: boolean;
  onInput(text: string): void;
}) {
  const gutter = useRef<HTMLDivElement>(null);
  const bad = linesAtFault(props.problems);
  return (
    <div class="editor">
      <div class="editor-lines" ref={gutter} aria-hidden="true">
        {Array.from({ length: lineCount(props.text) }, (_, i) => (
          <div key={i} class={bad.has(i + 1) ? "at-fault" : ""}>
            {i + 1}
          </div>
        ))}
      </div>
      <textarea
        ref={props.area}
        aria-label={props.label}
        value={props.text}
        readOnly={props.readOnly}
        spellcheck={false}
        autocomplete="off"
        wrap="off"
        data-testid="document-text"
        onInput={(event) => props.onInput(event.currentTarget.value)}
        onScroll={(event) => gutter.current && (gutter.current.scrollTop = event.currentTarget.scrollTop)}
      />
    </div>
  );
}
