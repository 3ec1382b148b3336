/** `<hop-playground>`: the form beside the playground's bench. It stands in the page already; this makes it do something. */
import type { WorldChoices } from "../../sim/world-choices.ts";
import type { HopBench } from "../bench/hop-bench.ts";
import type { RunRequest } from "../bench/run-request.ts";
import { pasteKeys, specOfForm } from "./composed-spec.ts";

const FILE = "pasted.yaml";

export class HopPlayground extends HTMLElement {
  #choices: WorldChoices = { profiles: [], proxyModes: [], faults: [] };

  connectedCallback(): void {
    this.#choices = JSON.parse(this.dataset.choices ?? "null") ?? this.#choices;
    this.#on("[data-compose]", "submit", () => this.#start());
    this.#on("[data-bring]", "submit", () => this.#apply());
    this.#on("[name=profile]", "change", () => this.#showProfile());
    this.#on("[data-fault]", "change", () => this.#showFault());
    this.#on("[data-do-fault]", "click", () => this.#addFault());
    this.#on("[data-do-import]", "click", () => void this.#import());
    this.#on("[data-do-share]", "click", () => void this.#share());
    this.#showProfile();
    this.#showFault();
  }

  #on(selector: string, type: string, act: () => void): void {
    this.#find(selector).addEventListener(type, (event) => {
      event.preventDefault();
      act();
    });
  }

  #find<T extends HTMLElement>(selector: string): T {
    return this.querySelector(selector) as T;
  }

  get #bench(): HopBench {
    return document.querySelector("hop-bench") as HopBench;
  }

  #value(name: string): string {
    return this.#find<HTMLInputElement>(`[name=${name}]`).value.trim();
  }

  #say(place: string, text: string): void {
    this.#find(`[data-${place}-said]`).textContent = text;
  }

  /** What fits the profile that is chosen now. */
  #showProfile(): void {
    const profile = this.#choices.profiles.find(({ name }) => name === this.#value("profile"));
    if (profile === undefined) return;
    const own = option("", `its own (${profile.cni})`);
    const others = profile.cnis.filter((name) => name !== profile.cni).map((name) => option(name, name));
    this.#find("[name=cni]").replaceChildren(own, ...others);
    const nodes = this.#find<HTMLInputElement>("[name=nodes]");
    nodes.max = String(profile.mostNodes);
    nodes.placeholder = `its own (${profile.nodes.length})`;
  }

  #showFault(): void {
    const fault = this.#choices.faults.find(({ name }) => name === this.#find<HTMLSelectElement>("[data-fault]").value);
    this.#find("[data-fault-says]").textContent = fault?.says ?? "";
  }

  #addFault(): void {
    const { value } = this.#find<HTMLSelectElement>("[data-fault]");
    const fault = this.#choices.faults.find(({ name }) => name === value);
    if (fault === undefined) return;
    const row = document.createElement("li");
    const name = document.createElement("code");
    name.textContent = fault.name;
    row.dataset.fault = fault.name;
    row.append(name);
    if (fault.takes.length > 0) {
      const about = document.createElement("input");
      about.type = "text";
      about.placeholder = fault.takes.join(", ");
      about.setAttribute("aria-label", `${fault.name}: ${fault.takes.join(", ")}`);
      about.value = this.#likely(fault.takes);
      row.append(about);
    }
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "quiet-button";
    remove.textContent = "Remove";
    remove.setAttribute("aria-label", `Remove ${fault.name}`);
    remove.addEventListener("click", () => row.remove());
    row.append(remove);
    this.#find("[data-faults]").append(row);
    (row.querySelector("input") ?? remove).focus();
  }

  /** A node of the chosen profile, where a fault wants one. */
  #likely(takes: readonly string[]): string {
    const profile = this.#choices.profiles.find(({ name }) => name === this.#value("profile"));
    const needsPlace = takes[0]?.startsWith("on=") === true;
    return needsPlace ? `on=${profile?.nodes.at(-1) ?? ""}` : "";
  }

  #start(): void {
    const rows = [...this.querySelectorAll<HTMLElement>("[data-faults] li")];
    const spec = specOfForm({
      profile: this.#value("profile"),
      nodes: this.#value("nodes"),
      cni: this.#value("cni"),
      proxyMode: this.#value("proxyMode"),
      faults: rows.map((row) => [row.dataset.fault ?? "", row.querySelector("input")?.value ?? ""]),
    });
    if (typeof spec === "string") {
      this.#say("compose", spec);
      return;
    }
    this.#say("compose", "Started.");
    // On a narrow screen the terminal is a tab of its own, and its code comes when that is first seen.
    const tab = document.querySelector<HTMLElement>('.bench-tabs [data-view="terminal"]');
    if (tab !== null && tab.offsetParent !== null) tab.click();
    void customElements.whenDefined("hop-bench").then(() => this.#bench.startWorld({ spec, isAsked: true }));
  }

  #apply(): void {
    const text = this.#value("manifest");
    if (text === "") this.#say("bring", "There is nothing to apply yet.");
    else if (this.#bench.dataset.terminal !== "prompt")
      this.#say("bring", "The terminal is busy: wait for its prompt.");
    else {
      const detail: RunRequest = {
        lines: [],
        keys: pasteKeys(text, FILE),
        inPod: false,
        onState: () => {},
        onEnd: () => this.#say("bring", `It is in ${FILE}, and applied.`),
      };
      document.dispatchEvent(new CustomEvent("hop-run", { detail }));
    }
  }

  async #import(): Promise<void> {
    const area = this.#find<HTMLTextAreaElement>("[name=manifest]");
    const { askSideEngine } = await import("../bench/side-engine.ts");
    const answer = await askSideEngine({ type: "import", text: area.value });
    if (answer.kind !== "imported") return;
    const { text, kept, leftOut, trouble } = answer.imported;
    if (trouble === null) area.value = text;
    const count = kept.length === 1 ? "One object is" : `${kept.length} objects are`;
    this.#say("bring", trouble ?? `${count} left${leftOut.length === 0 ? ", as they were" : ""}.`);
    const list = this.#find("[data-left-out]");
    list.hidden = leftOut.length === 0;
    list.querySelector("ul")?.replaceChildren(
      ...leftOut.map((line) => {
        const item = document.createElement("li");
        item.textContent = line;
        return item;
      }),
    );
  }

  async #share(): Promise<void> {
    const link = await this.#bench.link();
    if (link === null) {
      this.#say("share", "There is too much in it for a link, or it has not started.");
      return;
    }
    const place = this.#find<HTMLLabelElement>("[data-link]");
    place.hidden = false;
    const input = place.querySelector("input") as HTMLInputElement;
    input.value = link;
    input.select();
    const copied = await navigator.clipboard.writeText(link).then(
      () => true,
      () => false,
    );
    this.#say("share", copied ? "The link is copied." : "Copy it from the field.");
  }
}

function option(value: string, label: string): HTMLOptionElement {
  const made = document.createElement("option");
  made.value = value;
  made.textContent = label;
  return made;
}
