import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { App } from "../app";

const AppContext = createContext<App | null>(null);
export const AppProvider = AppContext.Provider;

export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error("a component stands outside of the app");
  return app;
}
