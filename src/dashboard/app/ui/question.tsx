// Asks once before something is done: yes has the focus, Escape is no.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

export function Question(props: {
  open: boolean;
  title: string;
  children: ComponentChildren;
  no: string;
  yes: string;
  class: string; // of the button that says yes
  testid: string;
  onAnswer(yes: boolean): void;
}) {
  const { open, onAnswer } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} aria-labelledby={title} onClose={() => open && onAnswer(false)}>
      <h2 id={title}>{props.title}</h2>
      {props.children}
      <div class="row end">
        <button type="button" onClick={() => onAnswer(false)}>
          {props.no}
        </button>
        <button
          type="button"
          class={props.class}
          data-testid={`${props.testid}-confirm`}
          autofocus
          onClick={() => onAnswer(true)}
        >
          {props.yes}
        </button>
      </div>
    </dialog>
  );
}
