import { useState } from "preact/hooks";
import { problemFrom } from "../api/client";
import type { Problem } from "../api/types";
import { Card, Field, ProblemBox } from "../ui/parts";
import { useApp } from "../ui/context";
import { go } from "../ui/route";

export function SignInPage() {
  const app = useApp();
  const [token, setToken] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const signIn = async () => {
    try {
      await app.client.post("/sign-in", { token: token.trim() });
      setToken("");
      await app.identify();
      if (location.hash.startsWith("#/sign-in")) go("live");
    } catch (error) {
      setProblem(problemFrom(error));
    }
  };
  return (
    <div class="narrow">
      <Card title="Sign in">
        <p>
          This rig asks for a token. Whoever set it up has made one for you; a viewer's token lets
          you look, an operator's lets you run sessions.
        </p>
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void signIn();
          }}
        >
          <Field label="Token">
            {(id) => (
              <input
                id={id}
                type="password"
                value={token}
                autocomplete="current-password"
                data-testid="token"
                onInput={(event) => setToken(event.currentTarget.value)}
              />
            )}
          </Field>
          <button type="submit" class="primary" data-testid="sign-in" disabled={token.trim() === ""}>
            Sign in
          </button>
        </form>
        <ProblemBox problem={problem} />
      </Card>
    </div>
  );
}
