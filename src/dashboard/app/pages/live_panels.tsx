// Water, and whether the machinery is well.
import type { DeviceHealth } from "../api/types";
import type { EventFeed } from "../model/event_feed";
import { microlitres, milliseconds } from "../model/format";
import { useApp } from "../ui/context";
import { Card, Dot, Empty } from "../ui/parts";
import { useStore } from "../ui/store";
import { RewardButton } from "./reward_button";

function waterOf(feed: EventFeed | null): number[] {
  return (feed?.columns?.rewards ?? []).map((each) => each.volume_nl.view().reduce((sum, nl) => sum + nl, 0));
}

export function WaterPanel({ feed }: { feed: EventFeed | null }) {
  const app = useApp();
  const session = useStore(app.status)?.session ?? null;
  const subjects = session?.subjects ?? feed?.columns?.subjects ?? [];
  // The daemon's count has what valves did; the log's commands stand in once it is over.
  const volumes = session?.tally.volume_nl ?? waterOf(feed);
  const given = (feed?.columns?.rewards ?? []).map((each) => each.manual.view());
  const byHand = session?.tally.manual_rewards ?? given.map((manual) => manual.filter((one) => one === 1).length);
  const rewards = session?.tally.rewards ?? given.map((manual) => manual.filter((one) => one === 0).length);
  const responses = session?.tally.responses ?? (feed?.columns?.pokes ?? []).map((each) => each.on_us.length);
  return (
    <Card title="Each animal" testid="water">
      <div class="animals">
        {subjects.map((name, i) => (
          <div key={name} class={`animal subject-${(i % 4) + 1}`}>
            <p class="animal-name">{name}</p>
            <p class="big" data-testid={`water-${i}`}>
              {microlitres(volumes[i] ?? 0)}
            </p>
            <p class="muted" data-testid={`rewards-${i}`}>
              water in {rewards[i] ?? 0} rewards{byHand[i] ? ` + ${byHand[i]} by hand` : ""}
            </p>
            <p class="muted">{responses[i] ?? 0} responses</p>
            <RewardButton subject={name} testid={`reward-${i}`} />
          </div>
        ))}
      </div>
    </Card>
  );
}

export function DeviceLine({ device }: { device: DeviceHealth }) {
  const { link, clock } = device;
  const bad = device.lost || link?.connected === false;
  const troubled = (link?.crc_errors ?? 0) + (link?.retransmits ?? 0) + (link?.lost_events ?? 0) > 0;
  const parts: string[] = [];
  if (link) {
    parts.push(`${link.retransmits} sent again, ${link.crc_errors} damaged, ${link.lost_events} events lost`);
  }
  if (clock) parts.push(`clock ± ${Math.round(clock.uncertainty_us)} µs, drift ${clock.drift_ppm.toFixed(1)} ppm`);
  if (device.kind === "sim") parts.push("simulated: there is no link that could fail");
  else if (!link && !clock) parts.push("lines of the Pi itself: one clock, no link");
  return (
    <li>
      <Dot level={bad ? "fail" : troubled ? "warn" : "ok"}>
        <strong>{device.name}</strong> {bad ? "lost" : troubled ? "works, with losses" : "fine"}
      </Dot>
      <p class="muted">{parts.join("; ")}</p>
    </li>
  );
}

export function HealthPanel({ feed }: { feed: EventFeed | null }) {
  const app = useApp();
  const session = useStore(app.status)?.session ?? null;
  const link = useStore(app.link);
  const late = session?.lateness ?? null;
  return (
    <Card title="Links and clocks" class="wide" testid="health">
      <ul class="health">
        <li>
          <Dot level={link === "open" ? "ok" : "warn"}>
            <strong>This page</strong> {link === "open" ? "connected" : "reconnecting…"}
          </Dot>
          <p class="muted">
            {feed && feed.view.reconnects > 0
              ? `came back ${feed.view.reconnects} times, nothing missed`
              : "never lost the daemon so far"}
          </p>
        </li>
        {session?.devices.map((device) => <DeviceLine key={device.name} device={device} />)}
      </ul>
      {late ? (
        <p data-testid="lateness">
          Lateness of the session: half of the time at most <strong>{milliseconds(late.median_us)}</strong>, 99 of
          100 times at most <strong>{milliseconds(late.p99_us)}</strong>, at worst{" "}
          <strong>{milliseconds(late.max_us)}</strong>.
        </p>
      ) : (
        <Empty>Lateness is known while a session runs.</Empty>
      )}
    </Card>
  );
}
