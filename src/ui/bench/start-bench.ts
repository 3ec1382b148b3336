/** The bench's whole code, loaded when the bench is first seen. */
import { HopChecks } from "../checks/hop-checks.ts";
import { HopTerminal } from "../terminal/hop-terminal.ts";
import { HopTrace } from "../trace/hop-trace.ts";
import { HopBench } from "./hop-bench.ts";

export function startBench(bench: Element): void {
  const elements = [
    ["hop-terminal", HopTerminal],
    ["hop-trace", HopTrace],
    ["hop-checks", HopChecks],
    ["hop-bench", HopBench],
  ] as const;
  for (const [name, element] of elements) if (!customElements.get(name)) customElements.define(name, element);
  (bench as HopBench).start();
}
