import { CumulativeChart } from "../charts/cumulative";
import { DeltaHistogram } from "../charts/delta_histogram";
import { SuccessScale } from "../charts/success_scale";
import type { Summary } from "../api/types";
import type { EventFeed } from "../model/event_feed";
import { names, when } from "../model/format";
import { lastTrials } from "../model/success";
import { hasSession } from "../model/words";
import { useApp } from "../ui/context";
import { Card, ViewerNote } from "../ui/parts";
import { useStore } from "../ui/store";
import { useFetch } from "../ui/use_fetch";
import { FaultList } from "./faults";
import { HealthPanel, WaterPanel } from "./live_panels";
import { LiveRaster } from "./live_raster";
import { LiveState } from "./live_state";
import { NotesCard } from "./notes";

export function LivePage() {
  const app = useApp();
  const status = useStore(app.status);
  const feed = useStore(app.feed);
  useStore(app.feedTick);
  if (!status) return <p class="empty">Asking the daemon…</p>;
  if (!hasSession(status) && !feed) return <NothingRuns />;
  return (
    <div class="live-page">
      <h1 class="sr-only">Live</h1>
      <ViewerNote />
      <LiveState feed={feed} />
      <LiveRaster feed={feed} />
      <div class="grid">
        <SuccessCard feed={feed} />
        <Card title="Trials so far">
          {feed?.columns ? (
            <CumulativeChart columns={feed.columns} changes={decided(feed)} />
          ) : (
            <div class="chart" />
          )}
        </Card>
        <Card title="How far apart they were">
          {feed?.columns ? (
            <DeltaHistogram columns={feed.columns} changes={decided(feed)} />
          ) : (
            <div class="chart" />
          )}
        </Card>
        <WaterPanel feed={feed} />
        {(feed || status.session) && (
          <NotesCard id={feed?.id ?? status.session!.id} />
        )}
        <Card title="Faults" testid="faults">
          <FaultList faults={feed?.columns?.faults ?? []} />
        </Card>
        <HealthPanel feed={feed} />
      </div>
    </div>
  );
}

// Changes with every decided trial, and hardly with anything else.
function decided(feed: EventFeed): number {
  const { trials } = feed.columns!;
  const open = Number.isNaN(trials.decided_us.last()) ? 1 : 0;
  return 2 * trials.number.length - open + (feed.columns!.end_reason ? 1 : 0);
}

function SuccessCard({ feed }: { feed: EventFeed | null }) {
  const app = useApp();
  const measures = useStore(app.measures);
  const own = measures?.id === feed?.id ? measures : null;
  const trials = feed?.columns?.trials;
  const none = { coordinated: 0, decided: 0 };
  return (
    <Card title="Success beside chance">
      <SuccessScale
        last20={trials ? lastTrials(trials, 20) : none}
        success={trials ? lastTrials(trials, Infinity) : none}
        chance={own?.chance ?? null}
      />
    </Card>
  );
}

function NothingRuns() {
  const { data } = useFetch<{ sessions: Summary[] }>("/sessions?limit=1");
  const last = data?.sessions[0];
  return (
    <div class="nothing" data-testid="nothing-runs">
      <h1>No session is running</h1>
      <p>Once one runs, everything about it is on this page: pokes, trials, water, and how well the animals do.</p>
      <p class="row">
        <a class="button primary" href="#/start">
          Start a session
        </a>
        <a class="button" href="#/sessions">
          Look at earlier ones
        </a>
      </p>
      <p class="muted last-one">
        {last?.subjects ? (
          <>
            The last one was of{" "}
            <a href={`#/session/${encodeURIComponent(last.id)}`} data-testid="last-session">
              {names(last.subjects)}
            </a>
            , {when(last.began_utc)}.
          </>
        ) : (
          "\u00a0"
        )}
      </p>
    </div>
  );
}
