/** The bench's whole code, loaded when the bench is first seen; a pane's comes when that is first shown. */
import { HopTerminal } from "../terminal/hop-terminal.ts";
import { HopBench } from "./hop-bench.ts";

export function startBench(bench: Element): void {
  const elements = [
    ["hop-terminal", HopTerminal],
    ["hop-bench", HopBench],
  ] as const;
  for (const [name, element] of elements) if (!customElements.get(name)) customElements.define(name, element);
  (bench as HopBench).start();
}
