import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { problemFrom } from "../api/client";
import type { Problem } from "../api/types";
import { useApp } from "./context";

export interface Fetched<T> {
  data: T | null;
  problem: Problem | null;
  busy: boolean;
  again(): void;
}

// GET of a path, again whenever it is another; null asks for nothing. What was there
// stays until the new answer comes, so that nothing jumps.
export function useFetch<T>(path: string | null): Fetched<T> {
  const { client } = useApp();
  const [answer, set] = useState<{ data: T | null; problem: Problem | null; busy: boolean }>({
    data: null,
    problem: null,
    busy: path !== null,
  });
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (path === null) return;
    const abort = new AbortController();
    set((old) => ({ ...old, busy: true }));
    client
      .get<T>(path, abort.signal)
      .then((data) => set({ data, problem: null, busy: false }))
      .catch((error: unknown) => {
        if (abort.signal.aborted) return;
        set((old) => ({ data: old.data, problem: problemFrom(error), busy: false }));
      });
    return () => abort.abort();
  }, [client, path, round]);
  return { ...answer, again: useCallback(() => setRound((n) => n + 1), []) };
}

// The value as it was once it had stayed the same for `ms`.
export function useDebounced<T>(value: T, ms: number): T {
  const [settled, set] = useState(value);
  const key = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => set(value), ms);
    return () => clearTimeout(timer);
  }, [key, ms]);
  return settled;
}

// Calls `what` every `ms` while the component stands.
export function useEvery(ms: number | null, what: () => void): void {
  const latest = useRef(what);
  latest.current = what;
  useEffect(() => {
    if (ms === null) return;
    const timer = setInterval(() => latest.current(), ms);
    return () => clearInterval(timer);
  }, [ms]);
}
