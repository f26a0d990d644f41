// Runs before the first paint, so that a chosen theme does not flash by as the other one.
try {
  const theme = localStorage.getItem("dyad-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset["theme"] = theme;
} catch {
  // A browser that keeps nothing follows the machine.
}
