// What the daemon says of a text, each problem with its place and what to do.
import type { DocumentProblem } from "../api/types";
import { count } from "../model/format";
import { type Draft, isStale, kindName, lineRange, placeOf } from "../model/library";
import { Dot } from "../ui/parts";

type Area = { current: HTMLTextAreaElement | null };

export function Findings(props: { draft: Draft; area: Area }) {
  const { draft } = props;
  const { checked, stored } = draft;
  const problems = checked?.answer.problems ?? [];
  return (
    <div class={`document-findings ${isStale(draft) ? "stale" : ""}`} aria-live="polite" data-testid="document-findings">
      {stored && <Stored draft={draft} />}
      {!stored && !checked && <p class="muted">Check says whether the daemon can use this text, and where not.</p>}
      {!stored && checked?.answer.valid && (
        <Dot level="ok">This {kindName(draft.kind)} has no mistakes{isStale(draft) && " (before your last change)"}</Dot>
      )}
      {problems.length > 0 && (
        <>
          <Dot level="fail">
            <strong>{count(problems.length, "problem")}</strong>
            {isStale(draft) && " (before your last change)"}
          </Dot>
          <ol class="document-problems">
            {problems.map((problem, i) => (
              <ProblemLine key={i} problem={problem} area={props.area} />
            ))}
          </ol>
        </>
      )}
    </div>
  );
}

function Stored({ draft }: { draft: Draft }) {
  const { name, id, already_there } = draft.stored!;
  return (
    <div data-testid="document-stored">
      <Dot level="ok">
        <strong>
          {name}@{id}
        </strong>{" "}
        {already_there ? "was there already: the same text had been stored" : "is stored"}
      </Dot>
      {draft.kind === "schedules" && (
        <p>
          <a href="#/start">Start a session with it</a>
        </p>
      )}
    </div>
  );
}

function ProblemLine(props: { problem: DocumentProblem; area: Area }) {
  const { problem, area } = props;
  const { line } = problem;
  const place = placeOf(problem);
  const show = () => line !== undefined && showLine(area.current, line);
  return (
    <li>
      {line === undefined ? (
        <span class="muted">{place} </span>
      ) : (
        <button type="button" class="place" data-testid="problem-place" onClick={show}>
          {place}
        </button>
      )}{" "}
      {problem.detail} {problem.remedy && <span class="remedy">{problem.remedy}</span>}
    </li>
  );
}

// Selects the line, in the middle of what is seen.
function showLine(area: HTMLTextAreaElement | null, line: number): void {
  if (!area) return;
  const [begin, end] = lineRange(area.value, line);
  const lineHeight = parseFloat(getComputedStyle(area).lineHeight);
  area.focus();
  area.setSelectionRange(begin, end);
  area.scrollTop = Math.max(0, (line - 1) * lineHeight - area.clientHeight / 2);
}
