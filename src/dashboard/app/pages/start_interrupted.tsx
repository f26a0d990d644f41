// Sessions that a power cut or a crash has ended: go on with one, or let it be.
import { sessionPath } from "../api/client";
import type { Interrupted } from "../api/types";
import { duration, names } from "../model/format";
import { useApp } from "../ui/context";
import { Card, OperatorButton } from "../ui/parts";
import { go } from "../ui/route";

export function InterruptedCard(props: { interrupted: Interrupted[]; blocked: boolean }) {
  const app = useApp();
  if (props.interrupted.length === 0) return null;
  const resume = async (id: string) => {
    if (await app.attempt(app.client.post("/sessions", { continue: id }))) go("live");
  };
  const dismiss = (id: string) => app.attempt(app.client.post(`${sessionPath(id)}/dismiss`));
  return (
    <Card title="Interrupted" class="interrupted" testid="interrupted">
      <ul class="plain">
        {props.interrupted.map((each) => (
          <li key={each.id} class="interrupted-one">
            <p>
              The session of <strong>{names(each.subjects)}</strong> ({each.schedule}
              {each.stage ? `, stage “${each.stage}”` : ""}) stopped after {duration(each.lasted_us)}:{" "}
              {each.reason}. {duration(each.remaining_us)} are left.
            </p>
            <div class="row">
              <OperatorButton
                class="primary"
                testid={`resume-${each.id}`}
                disabled={props.blocked}
                onClick={() => void resume(each.id)}
              >
                Resume with what is left
              </OperatorButton>
              <OperatorButton testid={`dismiss-${each.id}`} onClick={() => void dismiss(each.id)}>
                Dismiss
              </OperatorButton>
              <a href={`#/session/${encodeURIComponent(each.id)}`}>Look at it</a>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
