/** `<hop-run>`: a block of the text that types itself into the bench, and shows under it what the learner's cluster said. */

import type { RunRequest, RunResult } from "../bench/run-request.ts";
import { askForFile } from "../files/file-request.ts";

const KEYS: Readonly<Record<string, string>> = { "Ctrl-C": "\x03", "Ctrl-D": "\x04" };

export class HopRun extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector<HTMLButtonElement>("button:not([data-edit])");
    if (button === null) return;
    button.hidden = false;
    button.addEventListener("click", () => this.#run(button));
    const edit = this.querySelector<HTMLButtonElement>("[data-edit]");
    if (edit === null) return;
    edit.hidden = false;
    edit.addEventListener("click", () =>
      askForFile({ file: this.dataset.file ?? "", text: `${this.dataset.text ?? ""}\n` }),
    );
  }

  #run(button: HTMLButtonElement): void {
    const code = this.dataset.code ?? "";
    const request: RunRequest = {
      lines: this.dataset.keys === undefined ? code.split("\n").filter((line) => line.trim() !== "") : [],
      keys: this.dataset.keys === undefined ? null : (KEYS[code.trim()] ?? null),
      inPod: this.dataset.in === "pod",
      onState: (text) => this.#showState(text),
      onEnd: (result) => {
        button.disabled = false;
        this.#showResult(result);
      },
    };
    button.disabled = true;
    this.dispatchEvent(new CustomEvent("hop-run", { bubbles: true, detail: request }));
  }

  #showState(text: string): void {
    const state = this.querySelector(".run-state");
    if (state) state.textContent = text;
  }

  #showResult({ said, exitCode, refused }: RunResult): void {
    const failed = exitCode !== null && exitCode !== 0 ? `exit status ${exitCode}` : "";
    this.#showState(refused ?? (said === null ? "" : failed || "This is what your cluster answered"));
    if (said === null) return;
    this.querySelector(".run-output")?.remove();
    if (said.trim() === "") return;
    const output = document.createElement("pre");
    output.className = "run-output";
    output.tabIndex = 0;
    output.textContent = said.trimEnd();
    this.append(output);
  }
}
