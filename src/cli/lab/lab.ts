/** `hop lab`: list, show, make, do and test labs. */
import { parseArgs } from "node:util";
import { UsageError } from "../usage-error.ts";
import { doLab } from "./do-lab.ts";
import { listLabs } from "./list-labs.ts";
import { newLab } from "./new-lab.ts";
import { showLab } from "./show-lab.ts";
import { testLabs } from "./test-labs.ts";

const USAGE = `usage: hop lab list [--json]
       hop lab show ID
       hop lab new ID
       hop lab do ID [--student NAME] [--script FILE] [--out FILE]
       hop lab test [ID…] [--all] [--seeds N] [--json]

do opens the lab in your terminal, or types the lines of FILE into it, grades it at the end and writes a submission for
hop grade. test proves labs sound: as it starts each fails, its solution and its alternatives pass, and every near miss under
wrong/ fails on the check that its first line names, in the words that it quotes. With --seeds it does so for N seeds.
Exit code 0 when all are sound, 1 when one is not, 2 when the arguments are wrong.
`;

export async function lab(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs(args);
  const [verb, ...ids] = positionals;
  if (values.help === true || verb === undefined || verb === "help") {
    process.stdout.write(USAGE);
    return values.help === true || verb === "help" ? 0 : 2;
  }
  const json = values.json === true;
  switch (verb) {
    case "list":
      if (ids.length > 0) throw new UsageError(`lab list: takes no lab, got ${ids.join(" ")}`);
      return listLabs(json);
    case "show":
      return showLab(oneOf(verb, ids));
    case "do": {
      const { student = "anonymous", script, out } = values;
      return doLab({ slug: oneOf(verb, ids), student, script, out });
    }
    case "new":
      return newLab(oneOf(verb, ids));
    case "test":
      return testLabs({ ids, all: values.all === true, seeds: seedsOf(values.seeds), json });
    default:
      throw new UsageError(`lab: no ${JSON.stringify(verb)}; it is list, show, new, do or test`);
  }
}

function readArgs(args: readonly string[]) {
  const flag = { type: "boolean" } as const;
  const text = { type: "string" } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        all: flag,
        json: flag,
        seeds: text,
        student: text,
        script: text,
        out: text,
        help: { ...flag, short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError(`lab: ${(error as Error).message}`);
  }
}

function oneOf(verb: string, ids: readonly string[]): string {
  const [id] = ids;
  if (id === undefined || ids.length > 1) throw new UsageError(`lab ${verb}: wants one lab, got ${ids.length}`);
  return id;
}

function seedsOf(text: string | undefined): number {
  if (text === undefined) return 1;
  if (!/^[1-9]\d{0,3}$/.test(text))
    throw new UsageError(`--seeds: ${JSON.stringify(text)} is not a number from 1 to 9999`);
  return Number(text);
}
