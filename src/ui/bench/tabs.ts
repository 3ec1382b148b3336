/** A list of tabs as the ARIA pattern has it: one of them is a stop of the Tab key, arrow keys choose among them. */

export function watchTabs(list: HTMLElement, show: (view: string) => void): void {
  const tabs = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>("[role=tab]")];
  list.addEventListener("click", (event) => {
    const view = (event.target as Element).closest<HTMLElement>("[role=tab]")?.dataset.view;
    if (view !== undefined) show(view);
  });
  list.addEventListener("keydown", (event) => {
    const all = tabs();
    const now = all.indexOf(event.target as HTMLElement);
    const steps: Readonly<Record<string, number>> = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: -1 };
    const step = steps[event.key];
    if (now < 0 || step === undefined) return;
    event.preventDefault();
    const next = all.at(step % all.length) as HTMLElement;
    show(next.dataset.view as string);
    next.focus();
  });
}
