// Light or dark: what the machine prefers, unless a person chose here.
export type Theme = "system" | "light" | "dark";
const KEY = "dyad-theme";
const dark = "(prefers-color-scheme: dark)";

const listeners = new Set<() => void>();

export function chosenTheme(): Theme {
  const value = document.documentElement.dataset["theme"];
  return value === "light" || value === "dark" ? value : "system";
}

export function chooseTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  try {
    if (theme === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // A browser that keeps nothing: the choice holds until the page is left.
  }
  for (const listener of listeners) listener();
}

export function isDark(): boolean {
  const chosen = chosenTheme();
  return chosen === "system" ? matchMedia(dark).matches : chosen === "dark";
}

// Calls back when the colours are others; returns how to stop that.
export function themeChanges(listener: () => void): () => void {
  const media = matchMedia(dark);
  listeners.add(listener);
  media.addEventListener("change", listener);
  return () => {
    listeners.delete(listener);
    media.removeEventListener("change", listener);
  };
}
