/** `<hop-embed>`: gives the bench of the page for frames the world that the frame's address asks for. */
import { worldAskedFor } from "./asked-for.ts";

interface LabLine {
  readonly title: string;
  readonly version: string;
}

export class HopEmbed extends HTMLElement {
  connectedCallback(): void {
    const bench = this.querySelector<HTMLElement>("hop-bench");
    const about = this.querySelector("[data-embed-about]");
    if (bench === null || about === null) return;
    const query = new URLSearchParams(location.search);
    const world = worldAskedFor((name) => query.get(name));
    const labs = new Map(Object.entries(JSON.parse(this.dataset.labs ?? "{}") as Record<string, LabLine>));
    const lab = typeof world === "object" && "lab" in world ? labs.get(world.lab) : undefined;
    if (typeof world === "string" || ("lab" in world && lab === undefined)) {
      about.textContent = `This frame cannot start: ${typeof world === "string" ? world : "there is no such lab"}.`;
      bench.remove();
      return;
    }
    // On a narrow screen one pane is seen at a time: here that is the terminal, and not the line of text.
    document.body.dataset.shown = "terminal";
    document.querySelector('.bench-tabs [data-view="terminal"]')?.setAttribute("aria-pressed", "true");
    bench.dataset.spec = JSON.stringify(world);
    if (lab === undefined || !("lab" in world)) {
      // A place for each thing that is asked for, so that two frames of one page do not meet.
      bench.dataset.bench = `embed?${location.search}`;
      removeLabPane(bench);
      return;
    }
    bench.dataset.bench = `labs/${world.lab}`;
    bench.dataset.world = lab.version;
    for (const pane of bench.querySelectorAll<HTMLElement>("[role=tabpanel] > *")) pane.dataset.lab = world.lab;
    about.replaceChildren(linkTo(`${this.dataset.base}labs/${world.lab}/`, lab.title), ": the text opens in a new tab");
  }
}

/** Where there is no lab there is no panel of one. */
function removeLabPane(bench: HTMLElement): void {
  for (const selector of ["#tab-checks", "#pane-checks"]) bench.querySelector(selector)?.remove();
  document.querySelector('.bench-tabs [data-view="checks"]')?.remove();
  bench.querySelector<HTMLElement>("[role=tab]")?.click();
}

function linkTo(address: string, title: string): HTMLAnchorElement {
  const link = document.createElement("a");
  link.href = address;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = title;
  return link;
}
