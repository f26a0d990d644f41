// What the daemon says to the start that the form describes.
import { duration } from "../model/format";
import { checkList } from "../model/words";
import type { Refusal } from "../api/types";
import { Dot, ProblemBox, ProblemList } from "../ui/parts";
import type { Check } from "./start";

interface Props {
  check: Check;
  override: string[];
  onOverride(codes: string[]): void;
}

export function CheckPanel(props: Props) {
  const { answer, problem, asked, busy } = props.check;
  return (
    <div class="check-panel" aria-live="polite" aria-busy={asked && busy}>
      <p class="due" data-testid="due-stage">
        {answer?.stage ? (
          <>
            Stage <strong>{answer.stage.name}</strong>, {duration(answer.duration_us)}
          </>
        ) : asked ? (
          busy ? "Asking…" : "\u00a0"
        ) : (
          "Choose the animals and a schedule."
        )}
      </p>
      <p class="muted due-why" data-testid="due-why">
        {answer?.stage?.reason ?? "\u00a0"}
      </p>
      <ProblemBox problem={problem} />
      <Checks {...props} />
      {answer && <ProblemList problems={answer.problems} />}
    </div>
  );
}

// Every check that is made, with those that refused said in full. A refusal of a kind that
// this page does not know is shown like the others.
function Checks(props: Props) {
  const { answer, asked } = props.check;
  const refusals = answer?.refusals ?? [];
  const known = checkList();
  const others = refusals.filter(({ code }) => !known.some(([each]) => each === code));
  return (
    <ul class="checks">
      {known.map(([code, title]) => {
        const refusal = refusals.find((each) => each.code === code);
        if (refusal) return <RefusalLine key={code} refusal={refusal} title={title} {...props} />;
        const passed = props.override.includes(code) ? "warn" : answer && asked ? "ok" : "off";
        return (
          <li key={code} data-testid={`check-${code}`} data-level={passed}>
            <Dot level={passed}>
              {title}
              {passed === "warn" && " (passed over)"}
              {passed === "off" && <span class="sr-only"> (not checked yet)</span>}
            </Dot>
            {passed === "warn" && <Override code={code} {...props} />}
          </li>
        );
      })}
      {others.map((refusal) => (
        <RefusalLine key={refusal.code} refusal={refusal} title={refusal.code} {...props} />
      ))}
    </ul>
  );
}

function RefusalLine(props: Props & { refusal: Refusal; title: string }) {
  const { refusal } = props;
  const over = props.override.includes(refusal.code);
  return (
    <li data-testid={`check-${refusal.code}`} data-level={over ? "warn" : "fail"}>
      <Dot level={over ? "warn" : "fail"}>
        <strong>{refusal.detail}</strong>
      </Dot>
      <p class="remedy">{refusal.remedy}</p>
      {refusal.can_override && <Override code={refusal.code} {...props} />}
    </li>
  );
}

function Override(props: Props & { code: string }) {
  const { code, override, onOverride } = props;
  return (
    <label class="tick">
      <input
        type="checkbox"
        checked={override.includes(code)}
        data-testid={`override-${code}`}
        onChange={(event) =>
          onOverride(event.currentTarget.checked ? [...override, code] : override.filter((each) => each !== code))
        }
      />
      Start in spite of this
    </label>
  );
}
