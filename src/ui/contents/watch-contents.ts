/** The table of contents of a lesson: closes when it has served, and names the section that is being read. */

export function watchContents(): void {
  const contents = document.querySelector<HTMLDetailsElement>("[data-contents]");
  const now = contents?.querySelector("[data-contents-now]");
  if (!contents || !now) return;
  contents.addEventListener("click", (event) => {
    if ((event.target as Element).closest("a")) contents.open = false;
  });
  document.addEventListener("click", (event) => {
    if (!contents.contains(event.target as Node)) contents.open = false;
  });
  contents.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !contents.open) return;
    contents.open = false;
    contents.querySelector("summary")?.focus();
  });
  const links = [...contents.querySelectorAll<HTMLAnchorElement>("a[href^='#']")];
  const headings = links.flatMap((link) => document.getElementById(link.hash.slice(1)) ?? []);
  const name = (): void => {
    const place = headings.findLastIndex((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
    const text = headings[place]?.textContent ?? "";
    if (now.textContent !== text) now.textContent = text;
    for (const [index, link] of links.entries())
      if (index === place) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
  };
  let isDue = false;
  addEventListener(
    "scroll",
    () => {
      if (isDue) return;
      isDue = true;
      requestAnimationFrame(() => {
        isDue = false;
        name();
      });
    },
    { passive: true },
  );
  name();
}
