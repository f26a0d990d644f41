// One reward for one animal, by hand, while the session runs.
import { useMemo, useState } from "preact/hooks";
import { browserTimers } from "../api/socket";
import { OnePress } from "../model/one_press";
import { useApp } from "../ui/context";
import { whyNot } from "../ui/parts";
import { useStore } from "../ui/store";

export function RewardButton(props: { subject: string; testid: string }) {
  const { subject } = props;
  const app = useApp();
  const operator = useStore(app.me)?.role === "operator";
  const state = useStore(app.status)?.state;
  const [resting, setResting] = useState(false);
  const once = useMemo(() => new OnePress(browserTimers, setResting), []);
  const runs = state === "running" || state === "paused";
  const give = () => app.attempt(app.client.post("/sessions/current/rewards", { subject }));
  // The hand's press leaves the keyboard where it was, so that a note that is typed next
  // cannot press it again; a key that is held is one press. While it rests it is not
  // `disabled`, which would take the keyboard's place away.
  return (
    <button
      type="button"
      class="reward"
      disabled={!operator || !runs}
      title={whyNot(operator)}
      aria-disabled={resting}
      data-testid={props.testid}
      onMouseDown={(event) => event.preventDefault()}
      onKeyDown={(event) => event.repeat && event.preventDefault()}
      onClick={() => void once.press(give)}
    >
      Reward {subject}
    </button>
  );
}
