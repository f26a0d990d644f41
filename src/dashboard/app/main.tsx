import { render } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { App } from "./app";
import { CalibrationPage } from "./pages/calibration";
import { DoctorPage } from "./pages/doctor";
import { HardwarePage } from "./pages/hardware";
import { LibraryPage } from "./pages/library";
import { LivePage } from "./pages/live";
import { SessionPage } from "./pages/session";
import { SessionsPage } from "./pages/sessions";
import { SignInPage } from "./pages/sign_in";
import { StartPage } from "./pages/start";
import "./styles/index.css";
import { AppProvider, useApp } from "./ui/context";
import { ProblemBox } from "./ui/parts";
import { type Route, useRoute } from "./ui/route";
import { useStore } from "./ui/store";
import { TopBar } from "./ui/top_bar";

function Page({ route }: { route: Route }) {
  switch (route.page) {
    case "live":
      return <LivePage />;
    case "start":
      return <StartPage />;
    case "hardware":
      return <HardwarePage />;
    case "calibration":
      return <CalibrationPage />;
    case "library":
      return <LibraryPage />;
    case "sessions":
      return <SessionsPage />;
    case "session":
      return <SessionPage key={route.argument} id={route.argument} />;
    case "doctor":
      return <DoctorPage />;
    default:
      return <p>There is no such page. The bar above leads to those there are.</p>;
  }
}

// Another page: say so to whoever does not see it, and begin at its top.
function useAnnounced(route: Route) {
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    const title = route.page.charAt(0).toUpperCase() + route.page.slice(1);
    document.title = `${title} · dyad`;
    if (!first.current) main.current?.focus({ preventScroll: true });
    first.current = false;
    window.scrollTo(0, 0);
  }, [route.page, route.argument]);
  return main;
}

function Shell() {
  const app = useApp();
  const me = useStore(app.me);
  const notice = useStore(app.notice);
  const route = useRoute();
  const main = useAnnounced(route);
  useEffect(() => app.notice.set(null), [route.page]);
  const signIn = me?.role === "nobody" || route.page === "sign-in";
  return (
    <>
      <TopBar />
      <div class="notice">
        <ProblemBox problem={notice} onClose={() => app.notice.set(null)} />
      </div>
      <main id="main" tabIndex={-1} ref={main} data-page={route.page}>
        {me === null ? <p class="empty">Asking the daemon…</p> : signIn ? <SignInPage /> : <Page route={route} />}
      </main>
    </>
  );
}

const root = document.getElementById("app");
if (root) {
  const app = new App();
  void app.identify();
  root.replaceChildren();
  render(
    <AppProvider value={app}>
      <Shell />
    </AppProvider>,
    root,
  );
}
