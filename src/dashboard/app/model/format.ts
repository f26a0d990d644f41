// Numbers as a person reads them. Everything shown goes through here.

export function clock(us: number): string {
  if (!Number.isFinite(us)) return "–";
  const seconds = Math.max(0, Math.floor(us / 1e6));
  const h = Math.floor(seconds / 3600);
  const m = Math.floor(seconds / 60) % 60;
  const s = String(seconds % 60).padStart(2, "0");
  return h > 0 ? `${h}:${String(m).padStart(2, "0")}:${s}` : `${m}:${s}`;
}

// With milliseconds, for the list of what happened.
export function clockExact(us: number): string {
  const ms = Math.floor(us / 1000) % 1000;
  return `${clock(us)}.${String(ms).padStart(3, "0")}`;
}

export function duration(us: number | null): string {
  if (us === null || !Number.isFinite(us)) return "–";
  const minutes = us / 60e6;
  if (minutes < 1) return `${Math.round(us / 1e6)} s`;
  if (minutes < 100) return `${trimmed(minutes, 1)} min`;
  return `${trimmed(minutes / 60, 1)} h`;
}

function trimmed(value: number, digits: number): string {
  return value.toFixed(digits).replace(/\.?0+$/, (zeros) => (zeros.startsWith(".") ? "" : zeros));
}

export function microlitres(nl: number): string {
  return `${(nl / 1000).toFixed(1)} µl`;
}

export function milliseconds(us: number | null): string {
  return us === null || !Number.isFinite(us) ? "–" : `${trimmed(us / 1000, us < 10000 ? 2 : 0)} ms`;
}

export function percent(part: number, whole: number): string {
  return whole > 0 ? `${Math.round((100 * part) / whole)} %` : "–";
}

export function permille(value: number | null): string {
  return value === null ? "–" : `${Math.round(value / 10)} %`;
}

export function bytes(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toFixed(1)} GB`;
  if (count >= 1e6) return `${(count / 1e6).toFixed(1)} MB`;
  return `${Math.max(1, Math.round(count / 1e3))} kB`;
}

export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
}

// In the time zone of whoever looks.
export function when(utc: string | null): string {
  const date = utc === null ? null : new Date(utc);
  if (!date || Number.isNaN(date.getTime())) return "–";
  const day = date.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
  return `${day}, ${timeOfDay(utc)}`;
}

export function timeOfDay(utc: string | null): string {
  const date = utc === null ? null : new Date(utc);
  if (!date || Number.isNaN(date.getTime())) return "–";
  return date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

export function names(subjects: readonly string[]): string {
  if (subjects.length < 2) return subjects.join("");
  return `${subjects.slice(0, -1).join(", ")} and ${subjects[subjects.length - 1]}`;
}
