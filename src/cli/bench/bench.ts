/** `hop bench`: the same as `npm run bench`. */
import { parseArgs } from "node:util";
import { bench as runBench } from "../../../bench/bench.ts";
import { UsageError } from "../usage-error.ts";

const USAGE = `usage: hop bench [--json] [--only CASE,CASE]

Measures the simulator: CPU time, medians, each case in a process of its own. The budgets are those of the design.
`;

export async function bench(args: readonly string[]): Promise<number> {
  const { values } = readArgs(args);
  if (values.help === true) {
    process.stdout.write(USAGE);
    return 0;
  }
  return runBench({ json: values.json === true, only: values.only?.split(",") ?? [] });
}

function readArgs(args: readonly string[]) {
  const flag = { type: "boolean" } as const;
  try {
    return parseArgs({
      args: [...args],
      options: { json: flag, only: { type: "string" }, help: { ...flag, short: "h" } },
    });
  } catch (error) {
    throw new UsageError(`bench: ${(error as Error).message}`);
  }
}
