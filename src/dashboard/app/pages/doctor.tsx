import type { Doctor, Finding } from "../api/types";
import { bytes } from "../model/format";
import { useApp } from "../ui/context";
import { Card, Dot, Empty, ProblemBox } from "../ui/parts";
import { useStore } from "../ui/store";
import { useFetch } from "../ui/use_fetch";

const WORDS = { ok: "fine", warn: "look at this", fail: "must be put right" };
const RANK = { fail: 0, warn: 1, ok: 2 };

export function FindingList(props: { findings: Finding[] }) {
  const sorted = [...props.findings].sort((a, b) => RANK[a.level] - RANK[b.level]);
  return (
    <ul class="findings">
      {sorted.map((each) => (
        <li key={each.id} class={each.level} data-testid={`finding-${each.id}`}>
          <Dot level={each.level}>
            <strong>{each.title}</strong> <span class="sr-only">({WORDS[each.level]})</span>
          </Dot>
          <p>{each.detail}</p>
          {each.remedy && <p class="remedy">{each.remedy}</p>}
        </li>
      ))}
    </ul>
  );
}

export function DoctorPage() {
  const app = useApp();
  const status = useStore(app.status);
  const { data, problem, busy, again } = useFetch<Doctor>("/doctor");
  return (
    <div class="stack">
      <h1>Health of the machine</h1>
      <Card
        title="Checks"
        class="doctor"
        aside={
          <button type="button" onClick={again} disabled={busy} data-testid="doctor-again">
            {busy ? "Checking…" : "Check again"}
          </button>
        }
      >
        <ProblemBox problem={problem} />
        {data ? <FindingList findings={data.findings} /> : <Empty>Checking the machine…</Empty>}
      </Card>
      <Card title="This daemon" testid="this-daemon">
        <dl class="pairs">
          <dt>Version</dt>
          <dd>{status ? `${status.version} (${status.commit})` : "–"}</dd>
          <dt>Rig file</dt>
          <dd class="path">{status?.rig.file ?? "–"}</dd>
          <dt>Data</dt>
          <dd class="path">{status?.data_folder ?? "–"}</dd>
          <dt>Free on the disk</dt>
          <dd>{status?.disk_free_bytes ? bytes(status.disk_free_bytes) : "–"}</dd>
        </dl>
      </Card>
    </div>
  );
}
