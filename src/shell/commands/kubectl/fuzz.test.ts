/** Random command lines: kubectl always answers in its own words. HOP_FUZZ says how many (50,000 for a long look). */
import { expect, it } from "vitest";
import { Prng } from "../../../sim/core/prng.ts";
import type { Command } from "./command.ts";
import { ROOT } from "./commands.ts";
import { GLOBAL_FLAGS } from "./flags/shared.ts";
import { testCluster } from "./testing/cluster.ts";

const given = (globalThis as { process?: { env: Record<string, string | undefined> } }).process?.env.HOP_FUZZ;
const COUNT = Number(given ?? 1500);
const WORDS = `pods po deploy svc cm configmaps app web/app deploy/web app=web -- - -A -o yaml json name wide
  jsonpath={.metadata.name} jsonpath={ {.a} go-template={{.}} go-template={{ custom-columns=A:.b custom-columns -l a=b
  a!=b 'a in (b)' =x x= 1 -1 0 99999999999999999999 1.5 10% 5s 1h3 nosuch foo.bar/v1 {} [] {"a":1} [{"op":"add"}] a:b
  a=b:NoSchedule a- k=v é \u0000 /dev/null nosuch.yaml app.yaml all events nodes secrets crd ns default --foo --foo=bar
  true false none client server every --all --dry-run=client --dry-run -f -k -n -c -it --rm --image=x --image`
  .split(/\s+/)
  .filter((word) => word !== "");
/** They wait for ever, or for somebody at the terminal. */
const WAITING = ["proxy", "port-forward", "attach", "edit", "wait"];

function commandsOf(command: Command, path: readonly string[]): (readonly string[])[] {
  const below = (command.subcommands ?? []).flatMap((sub) => commandsOf(sub, [...path, sub.name]));
  return path.length === 0 ? below : [path, ...below];
}

function commandAt(path: readonly string[]): Command {
  return path.reduce(
    (command, name) => (command.subcommands ?? []).find((sub) => sub.name === name) as Command,
    ROOT as Command,
  );
}

function lineOf(prng: Prng, paths: readonly (readonly string[])[]): string {
  const path = paths[prng.below(paths.length)] as readonly string[];
  const flags = [...(commandAt(path).flags ?? []), ...GLOBAL_FLAGS].map(({ name }) => `--${name}`);
  const words = Array.from({ length: prng.below(6) }, () => {
    const pool = prng.below(3) === 0 ? flags : WORDS;
    const word = pool[prng.below(pool.length)] as string;
    return prng.below(8) === 0 ? `${word}=${WORDS[prng.below(WORDS.length)]}` : word;
  });
  const quoted = words.map((word) => `'${word.replaceAll("'", "").replaceAll("\u0000", "")}'`);
  return [...path, ...quoted].join(" ");
}

it(`answers ${COUNT} random command lines in its own words`, { timeout: 3_600_000 }, () => {
  const paths = commandsOf(ROOT, []).filter(([verb]) => !WAITING.includes(verb as string));
  const prng = new Prng("kubectl-fuzz");
  const { kubectl } = testCluster({ "app.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app}\n" });
  const odd: string[] = [];
  for (let i = 0; i < COUNT; i++) {
    const line = lineOf(prng, paths);
    if (/--watch|'-w|--raw|-f'|--stdin|'-it?'|--filename|--kubeconfig/.test(line)) continue;
    try {
      const { stderr, exitCode } = kubectl(`${line} --request-timeout=1s < /dev/null`) as {
        stderr: string;
        exitCode: number;
      };
      if (/TypeError|RangeError|is not a function|undefined is not|\n {4}at /.test(stderr) || exitCode > 125)
        odd.push(`${line}: ${exitCode} ${stderr.slice(0, 200)}`);
    } catch (error) {
      odd.push(`${line}: ${(error as Error).stack?.slice(0, 400)}`);
    }
  }
  expect(odd).toEqual([]);
});
