// The small parts that pages are made of.
import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import type { Problem } from "../api/types";
import { useApp } from "./context";
import { useStore } from "./store";

export function Card(props: {
  title: string;
  children: ComponentChildren;
  class?: string;
  aside?: ComponentChildren;
  testid?: string;
}) {
  const id = useId();
  return (
    <section class={`card ${props.class ?? ""}`} aria-labelledby={id} data-testid={props.testid}>
      <div class="card-head">
        <h2 id={id}>{props.title}</h2>
        {props.aside}
      </div>
      {props.children}
    </section>
  );
}

export function ProblemBox(props: { problem: Problem | null; onClose?: () => void }) {
  const { problem } = props;
  if (!problem) return null;
  return (
    <div class="problem" role="alert" data-testid="problem">
      <div>
        <strong>{problem.title}</strong>
        {problem.detail && <p>{problem.detail}</p>}
        {problem.remedy && <p class="remedy">{problem.remedy}</p>}
        {problem.problems && <ProblemList problems={problem.problems} />}
      </div>
      {props.onClose && (
        <button type="button" class="quiet" onClick={props.onClose} aria-label="Close the message">
          ✕
        </button>
      )}
    </div>
  );
}

export function ProblemList(props: { problems: NonNullable<Problem["problems"]> }) {
  if (props.problems.length === 0) return null;
  return (
    <ul class="problems">
      {props.problems.map((each, i) => (
        <li key={i}>
          {each.line !== undefined && <span class="muted">line {each.line}: </span>}
          {each.detail} {each.remedy && <span class="remedy">{each.remedy}</span>}
        </li>
      ))}
    </ul>
  );
}

// A state as a dot and a word: the word is what counts.
export function Dot(props: { level: "ok" | "warn" | "fail" | "off" | "on"; children: ComponentChildren }) {
  const sign = { ok: "✓", warn: "!", fail: "✕", off: "", on: "" }[props.level];
  return (
    <span class="state">
      <span class={`dot ${props.level}`} aria-hidden="true">
        {sign}
      </span>
      <span>{props.children}</span>
    </span>
  );
}

export function Field(props: {
  label: string;
  hint?: ComponentChildren;
  children: (id: string, describedBy: string | undefined) => JSX.Element;
  class?: string;
}) {
  const id = useId();
  const hint = `${id}-hint`;
  return (
    <div class={`field ${props.class ?? ""}`}>
      <label for={id}>{props.label}</label>
      {props.children(id, props.hint ? hint : undefined)}
      {props.hint && (
        <p class="hint" id={hint}>
          {props.hint}
        </p>
      )}
    </div>
  );
}

export function TextField(props: {
  label: string;
  value: string;
  onInput(value: string): void;
  hint?: ComponentChildren;
  list?: string;
  placeholder?: string;
  inputMode?: "text" | "decimal" | "numeric";
  testid?: string;
  disabled?: boolean;
  class?: string;
}) {
  return (
    <Field label={props.label} hint={props.hint} class={props.class ?? ""}>
      {(id, describedBy) => (
        <input
          id={id}
          type="text"
          value={props.value}
          {...(props.list ? { list: props.list } : {})}
          placeholder={props.placeholder}
          inputMode={props.inputMode ?? "text"}
          autocomplete="off"
          spellcheck={false}
          aria-describedby={describedBy}
          data-testid={props.testid}
          disabled={props.disabled ?? false}
          onInput={(event) => props.onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export function SelectField(props: {
  label: string;
  value: string;
  onChange(value: string): void;
  options: { value: string; text: string }[];
  hint?: ComponentChildren;
  testid?: string;
  disabled?: boolean;
}) {
  return (
    <Field label={props.label} hint={props.hint}>
      {(id, describedBy) => (
        <select
          id={id}
          value={props.value}
          aria-describedby={describedBy}
          data-testid={props.testid}
          disabled={props.disabled ?? false}
          onChange={(event) => props.onChange(event.currentTarget.value)}
        >
          {props.options.map((each) => (
            <option key={each.value} value={each.value}>
              {each.text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function whyNot(operator: boolean): string | undefined {
  return operator ? undefined : "You are signed in as a viewer: this takes an operator's token";
}

// A button for what only an operator may do: it stays in its place and says why not.
export function OperatorButton(props: {
  onClick(): void;
  children: ComponentChildren;
  class?: string;
  disabled?: boolean;
  testid?: string;
  label?: string;
}) {
  const app = useApp();
  const allowed = useStore(app.me)?.role === "operator";
  return (
    <button
      type="button"
      class={props.class ?? ""}
      disabled={!allowed || (props.disabled ?? false)}
      title={whyNot(allowed)}
      aria-label={props.label}
      data-testid={props.testid}
      onClick={props.onClick}
    >
      {props.children}
    </button>
  );
}

export function ViewerNote() {
  const app = useApp();
  const me = useStore(app.me);
  if (!me || me.role !== "viewer") return null;
  return (
    <p class="viewer-note" data-testid="viewer-note">
      You are signed in as a viewer ({me.name}). You can look at everything; to change something,
      sign in with an operator's token.
    </p>
  );
}

export function Empty(props: { children: ComponentChildren }) {
  return <p class="empty">{props.children}</p>;
}
