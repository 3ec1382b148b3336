/** Light, dark, or as the system says: the choice is kept, and shown on the button in the page's head. */

type Theme = "light" | "dark";

const KEY = "hop-theme";

const DARK = matchMedia("(prefers-color-scheme: dark)");

function systemTheme(): Theme {
  return DARK.matches ? "dark" : "light";
}

function storedTheme(): Theme | undefined {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === "light" || stored === "dark" ? stored : undefined;
  } catch {
    return undefined;
  }
}

function keepTheme(theme: Theme): void {
  try {
    if (theme === systemTheme()) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Storage may be full or switched off; the choice then holds for this page.
  }
}

function showTheme(theme: Theme, button: HTMLButtonElement | null): void {
  document.documentElement.dataset.theme = theme;
  document.dispatchEvent(new CustomEvent("hop-theme", { detail: theme }));
  if (button) button.textContent = theme === "dark" ? "Light" : "Dark";
  button?.setAttribute("aria-label", `Switch to ${theme === "dark" ? "light" : "dark"} colours`);
}

const button = document.querySelector<HTMLButtonElement>("[data-theme-switch]");
const follow = (): void => showTheme(storedTheme() ?? systemTheme(), button);
follow();
// At dusk, or when another tab is switched.
DARK.addEventListener("change", follow);
addEventListener("storage", ({ key }) => {
  if (key === KEY || key === null) follow();
});
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const theme: Theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    keepTheme(theme);
    showTheme(theme, button);
  });
}
