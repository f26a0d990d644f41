// On every page: where to go, what the rig does, and the way to stop it.
import { useEffect, useState } from "preact/hooks";
import { names } from "../model/format";
import { hasSession, stateWord } from "../model/words";
import { useApp } from "./context";
import { OperatorButton } from "./parts";
import { Question } from "./question";
import { useRoute } from "./route";
import { useStore } from "./store";
import { chooseTheme, isDark, themeChanges } from "./theme";

const PAGES: [page: string, text: string][] = [
  ["live", "Live"],
  ["start", "Start"],
  ["hardware", "Hardware"],
  ["calibration", "Calibration"],
  ["library", "Library"],
  ["sessions", "Sessions"],
  ["doctor", "Health"],
];

export function TopBar() {
  const app = useApp();
  const status = useStore(app.status);
  return (
    <header class="top">
      <a class="skip" href="#main" onClick={skip}>
        Skip to the page
      </a>
      <div class="top-row">
        <span class="brand">
          dyad <span class="rig-name">{status?.rig.name ?? ""}</span>
        </span>
        <StateBadge />
        <span class="spacer" />
        <StopButton />
        <SignOut />
        <ThemeButton />
      </div>
      <Navigation />
    </header>
  );
}

// The address's # names the page, so the link must not change it.
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

function Navigation() {
  const route = useRoute();
  const here = route.page === "session" ? "sessions" : route.page;
  return (
    <nav aria-label="Pages">
      <ul>
        {PAGES.map(([page, text]) => (
          <li key={page}>
            <a href={`#/${page}`} aria-current={here === page ? "page" : undefined} data-testid={`nav-${page}`}>
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function StateBadge() {
  const app = useApp();
  const status = useStore(app.status);
  const link = useStore(app.link);
  const lost = link !== "open" && link !== "closed";
  const state = status?.state ?? "idle";
  return (
    <span class="badges" role="status">
      <span class={`badge ${state}`} data-testid="state" data-state={status ? state : "unknown"}>
        {status ? stateWord(state) : "…"}
      </span>
      {lost && status && (
        <span class="badge lost" data-testid="link-lost">
          reconnecting…
        </span>
      )}
    </span>
  );
}

function ThemeButton() {
  const [dark, set] = useState(isDark());
  useEffect(() => themeChanges(() => set(isDark())), []);
  const other = dark ? "light" : "dark";
  return (
    <button
      type="button"
      class="quiet icon"
      data-testid="theme"
      aria-label={`Use ${other} colours`}
      title={`Use ${other} colours`}
      onClick={() => chooseTheme(other)}
    >
      {dark ? "☀" : "☾"}
    </button>
  );
}

function SignOut() {
  const app = useApp();
  const me = useStore(app.me);
  if (!me?.token_required || me.role === "nobody") return null;
  const out = async () => {
    await app.attempt(app.client.post("/sign-out"));
    await app.identify();
  };
  return (
    <button type="button" class="quiet" data-testid="sign-out" onClick={() => void out()}>
      Sign out
    </button>
  );
}

function StopButton() {
  const app = useApp();
  const status = useStore(app.status);
  const [asking, setAsking] = useState(false);
  const shown = hasSession(status);
  if (asking && !shown) setAsking(false);
  if (!shown || !status) return null;
  const ending = status.state === "ending";
  const answered = (end: boolean) => {
    setAsking(false);
    if (end) void app.attempt(app.client.post("/sessions/current/end"));
  };
  return (
    <>
      <OperatorButton class="stop" testid="stop" disabled={ending} onClick={() => setAsking(true)}>
        {ending ? "Stopping…" : "Stop"}
      </OperatorButton>
      <Question
        open={asking}
        title="End this session?"
        no="Keep it running"
        yes="End the session"
        class="stop"
        testid="stop"
        onAnswer={answered}
      >
        <p>
          {status.session ? `The session of ${names(status.session.subjects)} ends now` : "The session ends now"}: all
          valves close, the log is completed and kept.
        </p>
      </Question>
    </>
  );
}
