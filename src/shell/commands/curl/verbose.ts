/**
 * What --verbose says, on standard error. Of bytes that go by only the first in a row are mentioned, and none where the
 * body is on the same terminal.
 *
 * Models: curl 7.88.1 src/tool_cb_dbg.c
 */

import type { Run } from "../../../sim/core/wait.ts";
import type { ResponseHead } from "../../../sim/net/http/read.ts";
import type { Process } from "../../../sim/os/process.ts";

export class Verbose {
  readonly isOn: boolean;
  readonly #process: Process;
  readonly #showsData: boolean;
  #isMentioned = false;

  constructor(process: Process, { isOn, showsData }: { readonly isOn: boolean; readonly showsData: boolean }) {
    this.#process = process;
    this.isOn = isOn;
    this.#showsData = showsData;
  }

  *info(text: string): Run<void> {
    yield* this.text(`* ${text}\n`);
  }

  *text(text: string): Run<void> {
    this.#isMentioned = false;
    if (this.isOn) yield* this.#process.printError(text);
  }

  *data(direction: "in" | "out", bytes: number): Run<void> {
    if (!this.isOn || this.#isMentioned || !this.#showsData) return;
    this.#isMentioned = true;
    yield* this.#process.printError(`${direction === "in" ? "{" : "}"} [${bytes} bytes data]\n`);
  }
}

/** An answer's first line and headers, as they came. */
export function headText({ version, status, reason, headers }: ResponseHead): string {
  const assumed = version === "HTTP/1.0" ? "* HTTP 1.0, assume close after body\n" : "";
  const lines = [`${version} ${status} ${reason}`.trimEnd(), ...headers.map(({ name, value }) => `${name}: ${value}`)];
  return `${assumed}${lines.map((line) => `< ${line}\r\n`).join("")}< \r\n`;
}
