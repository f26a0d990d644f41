// What another window would have decided of the same pokes.
import { useEffect, useState } from "preact/hooks";
import { sessionPath } from "../api/client";
import type { DecidedTrial, WhatIf } from "../api/types";
import type { Columns } from "../model/columns";
import { clock, count, milliseconds, percent } from "../model/format";
import { outcomeWord } from "../model/words";
import { Card, Empty, ProblemBox } from "../ui/parts";
import { useDebounced, useFetch } from "../ui/use_fetch";

const STEP_MS = 10;

export function WhatIfCard(props: { id: string; columns: Columns | null; onAnswer(answer: WhatIf | null): void }) {
  const logged_ms = Math.round((props.columns?.window_us ?? 750000) / 1000);
  const [chosen, setChosen] = useState<number | null>(null);
  const window_ms = chosen ?? logged_ms;
  const settled = useDebounced(chosen, 250);
  const other = settled !== null && settled !== logged_ms;
  const { data, problem, busy } = useFetch<WhatIf>(
    other ? `${sessionPath(props.id)}/what-if?window_ms=${settled}` : null,
  );
  const answer = other ? data : null;
  useEffect(() => props.onAnswer(answer), [answer]);
  return (
    <Card title="With another window" testid="what-if">
      <label for="what-if-window">
        Window <strong data-testid="what-if-window">{window_ms} ms</strong>{" "}
        <span class="muted">{window_ms === logged_ms ? "as it was" : `it was ${logged_ms} ms`}</span>
      </label>
      <input
        id="what-if-window"
        type="range"
        min={50}
        max={Math.max(2000, Math.ceil((logged_ms * 2) / 100) * 100)}
        step={STEP_MS}
        value={window_ms}
        disabled={props.columns === null}
        aria-valuetext={`${window_ms} milliseconds`}
        data-testid="what-if-slider"
        onInput={(event) => setChosen(Number(event.currentTarget.value))}
      />
      <ProblemBox problem={problem} />
      <div class="what-if-answer" aria-live="polite" aria-busy={busy}>
        {answer ? (
          <Answer answer={answer} />
        ) : (
          <Empty>Move the slider: every trial is decided again, with the same pokes.</Empty>
        )}
      </div>
    </Card>
  );
}

function Answer({ answer }: { answer: WhatIf }) {
  const { logged, redecided, changes } = answer;
  return (
    <>
      <p data-testid="what-if-counts">
        <strong>{percent(redecided.coordinated, redecided.decided)}</strong> coordinated ({redecided.coordinated} of{" "}
        {redecided.decided}); it was {percent(logged.coordinated, logged.decided)} ({logged.coordinated} of{" "}
        {logged.decided}). {count(changes.length, "trial is", "trials are")} decided otherwise.
      </p>
      <div class="scroll-list" tabIndex={0} role="region" aria-label="Trials decided otherwise">
        <ol class="events" data-testid="flips">
          {changes.map((change, i) => (
            <li key={i}>
              <span class="at">{clock(((change.logged ?? change.redecided)?.opened_us ?? NaN))}</span>
              <span>
                Trial {(change.logged ?? change.redecided)?.number}: {word(change.logged)} →{" "}
                <strong>{word(change.redecided)}</strong>{" "}
                <span class="muted">{apart(change.redecided ?? change.logged)}</span>
              </span>
            </li>
          ))}
        </ol>
      </div>
    </>
  );
}

function word(trial: DecidedTrial | null): string {
  return trial === null ? "no such trial" : outcomeWord(trial.outcome);
}

function apart(trial: DecidedTrial | null): string {
  return trial === null || trial.dt_us === null ? "" : `Δt ${milliseconds(Math.abs(trial.dt_us))}`;
}
