/**
 * A solution spoilt in one place: what a slip of the hand or of the mind makes of it. A grader that lets one pass has a
 * hole, unless the spoilt solution really comes to the same.
 */
import { type Stretch, typedCommands } from "./typed-commands.ts";

export interface Mutant {
  /** `drop 3`, `port 12`: what was done, and to which line of the solution, counted from 1. */
  readonly id: string;
  /** The line as it is now; empty when it was left out. */
  readonly shown: string;
  readonly lines: readonly string[];
}

interface Change {
  readonly name: string;
  /** Every way in which it changes the line. */
  of(line: string): string[];
}

const NUMBER = /(?<![\w.$/@-])(\d{2,5})(?![\w.]|-\w)/g;
const LABEL =
  /^(\s*(?:- )?(?:app|tier|role|component|run|team|version|env)(?:\.kubernetes\.io\/\w+)?:\s*)([\w.-]+)\s*$/;
const FLAG_LABEL = /((?:-l|--selector|--labels)[= ]["']?[\w./-]+=)([\w.-]+)/;
const NAMESPACE = /((?:-n |--namespace[= ]|^\s*namespace:\s*|kubernetes\.io\/metadata\.name:\s*))([\w-]+)/;
const NAME = /^(\s+(?:- )?name:\s*)([\w.-]+)\s*$/;
const PROTOCOL = /^(\s*(?:- )?protocol:\s*)(TCP|UDP)\s*$/;
const TYPE = /((?:--type[= ]|^\s*type:\s*))(ClusterIP|NodePort|LoadBalancer)/;

const CHANGES: readonly Change[] = [
  { name: "number", of: (line) => everyMatch(line, NUMBER, (digits) => String(Number(digits) + 1)) },
  {
    name: "label",
    of: (line) => [LABEL, FLAG_LABEL].flatMap((pattern) => once(line, pattern, (value) => `${value}-x`)),
  },
  {
    name: "namespace",
    of: (line) => once(line, NAMESPACE, (name) => (name === "default" ? "kube-public" : "default")),
  },
  { name: "name", of: (line) => once(line, NAME, (name) => `${name}-x`) },
  { name: "protocol", of: (line) => once(line, PROTOCOL, (name) => (name === "TCP" ? "UDP" : "TCP")) },
  { name: "type", of: (line) => once(line, TYPE, (type) => (type === "ClusterIP" ? "NodePort" : "ClusterIP")) },
];

export function mutantsOf(lines: readonly string[]): Mutant[] {
  const mutants: Mutant[] = [];
  for (const command of typedCommands(lines)) {
    mutants.push(without(lines, command));
    if (command.to - command.from > 2)
      for (let at = command.from + 1; at < command.to - 1; at++) mutants.push(without(lines, { from: at, to: at + 1 }));
  }
  lines.forEach((line, at) => {
    for (const { name, of } of CHANGES)
      of(line).forEach((shown, nth) => {
        const id = `${name} ${at + 1}${nth === 0 ? "" : `.${nth + 1}`}`;
        mutants.push({ id, shown, lines: lines.with(at, shown) });
      });
  });
  return mutants;
}

function without(lines: readonly string[], { from, to }: Stretch): Mutant {
  return { id: `drop ${from + 1}`, shown: "", lines: [...lines.slice(0, from), ...lines.slice(to)] };
}

function once(line: string, pattern: RegExp, change: (value: string) => string): string[] {
  const found = pattern.exec(line);
  if (found === null) return [];
  const [whole, before = "", value = ""] = found;
  return [line.replace(whole, `${before}${change(value)}`)];
}

function everyMatch(line: string, pattern: RegExp, change: (value: string) => string): string[] {
  return [...line.matchAll(pattern)].map(({ 0: value, index }) => {
    return `${line.slice(0, index)}${change(value)}${line.slice(index + value.length)}`;
  });
}
