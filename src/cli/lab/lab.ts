/** `hop lab`: list, show, make, do and test labs. */
import { parseArgs } from "node:util";
import { UsageError } from "../usage-error.ts";
import { ANONYMOUS, doLab } from "./do-lab.ts";
import { listLabs } from "./list-labs.ts";
import { newLab } from "./new-lab.ts";
import { showLab } from "./show-lab.ts";
import { testLabs } from "./test-labs.ts";

const USAGE = `usage: hop lab list [--json]
       hop lab show ID [--student NAME]
       hop lab new ID
       hop lab do ID [--student NAME] [--seed N] [--script FILE] [--out FILE]
       hop lab test [ID…] [--all] [--seeds N] [--mutate] [--jobs N] [--json]

do opens the lab in your terminal, or types the lines of FILE into it, grades it at the end and writes a submission for
hop grade. test proves labs sound: as it starts each fails, its solution and its alternatives pass, and every near miss under
wrong/ fails on the check that its first line names, in the words that it quotes. A student's name makes their variant. With
--seeds N all of that must hold in every situation among N variants, the solution must pass in each variant and another's must
not. With --mutate the solution is spoilt in every way that one line allows (a line left out, another port, label, name or
namespace): what still passes is a hole in a check, unless equivalent.txt says why it is none. --jobs N tests in N processes.
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
      return showLab(oneOf(verb, ids), values.student);
    case "do": {
      const { student = ANONYMOUS, script, out } = values;
      const seed = values.seed === undefined ? undefined : numberOf("--seed", values.seed, 4_294_967_295);
      return doLab({ slug: oneOf(verb, ids), student, seed, script, out });
    }
    case "new":
      return newLab(oneOf(verb, ids));
    case "test":
      return testLabs({
        ids,
        all: values.all === true,
        seeds: numberOf("--seeds", values.seeds ?? "1", 9999),
        mutate: values.mutate === true,
        jobs: numberOf("--jobs", values.jobs ?? "1", 64),
        json,
      });
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
        mutate: flag,
        seeds: text,
        seed: text,
        jobs: text,
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

function numberOf(flag: string, text: string, most: number): number {
  if (!/^[1-9]\d{0,9}$/.test(text) || Number(text) > most)
    throw new UsageError(`${flag}: ${JSON.stringify(text)} is not a number from 1 to ${most}`);
  return Number(text);
}
