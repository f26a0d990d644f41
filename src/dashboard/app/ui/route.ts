// The page is named behind the address's #, so that the daemon serves a single file.
import { useEffect, useState } from "preact/hooks";

export interface Route {
  page: string;
  argument: string;
}

export function routeOf(hash: string): Route {
  const [page = "", argument = ""] = hash.replace(/^#\/?/, "").split("/", 2);
  return { page: page || "live", argument: decodeURIComponent(argument) };
}

export function useRoute(): Route {
  const [route, set] = useState(() => routeOf(location.hash));
  useEffect(() => {
    const changed = () => set(routeOf(location.hash));
    window.addEventListener("hashchange", changed);
    return () => window.removeEventListener("hashchange", changed);
  }, []);
  return route;
}

export function go(page: string, argument = ""): void {
  location.hash = argument ? `#/${page}/${encodeURIComponent(argument)}` : `#/${page}`;
}
