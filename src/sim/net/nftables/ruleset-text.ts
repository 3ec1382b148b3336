/**
 * Tables, chains and sets as `nft list` writes them, and could read them again.
 *
 * Models: nftables 1.0.6 src/rule.c table_print, chain_print, set_print, do_list_ruleset
 */
import { DATA_TYPES, type DataTypeName, type TextOptions, timeText } from "./data-type.ts";
import { elementText, ruleText } from "./rule-text.ts";
import type { NftSet } from "./set.ts";
import type { BaseChain, NftChain, NftTable } from "./table.ts";

export function tableText(table: NftTable, options: TextOptions = {}): string {
  const parts = [
    ...table.sets.map((set) => setText(set, options)),
    ...table.chains.map((chain) => chainText(chain, options)),
  ];
  const comment = table.comment === null ? "" : `\tcomment "${table.comment}"\n`;
  return `table ${table.label} {${handleText(table.handle, options)}\n${comment}${parts.join("\n")}}\n`;
}

/** Some of a table, within its braces. */
export function framed(table: NftTable, body: string): string {
  return `table ${table.label} {\n${body}}\n`;
}

export function chainText(chain: NftChain, options: TextOptions = {}): string {
  const rules = chain.rules.map(
    (rule) => `\t\t${ruleText(rule, options)}${options.handles === true ? ` # handle ${rule.handle}` : ""}\n`,
  );
  return `${chainHead(chain, options)}${rules.join("")}\t}\n`;
}

/** Without its rules, as `list chains` shows it. */
export function emptyChainText(chain: NftChain, options: TextOptions = {}): string {
  return `${chainHead(chain, options)}\t}\n`;
}

function chainHead(chain: NftChain, options: TextOptions): string {
  const comment = chain.comment === null ? "" : `\t\tcomment "${chain.comment}"\n`;
  const base = chain.base === null ? "" : `\t\t${baseText(chain.base, options)}\n`;
  return `\tchain ${chain.name} {${handleText(chain.handle, options)}\n${comment}${base}`;
}

function handleText(handle: number, { handles }: TextOptions): string {
  return handles === true ? ` # handle ${handle}` : "";
}

export function baseText({ type, hook, priority, policy }: BaseChain, options: TextOptions): string {
  const at = options.numericPriority === true ? String(priority) : priorityText(priority, hook);
  return `type ${type} hook ${hook.toLowerCase()} priority ${at}; policy ${policy};`;
}

export const PRIORITIES: readonly { readonly name: string; readonly value: number; readonly hook?: string }[] = [
  { name: "raw", value: -300 },
  { name: "mangle", value: -150 },
  { name: "dstnat", value: -100, hook: "PREROUTING" },
  { name: "filter", value: 0 },
  { name: "security", value: 50 },
  { name: "srcnat", value: 100, hook: "POSTROUTING" },
];

/** By the nearest name that the hook has, when it is near enough. */
function priorityText(priority: number, hook: string): string {
  for (const { name, value, hook: only } of PRIORITIES) {
    if (only !== undefined && only !== hook) continue;
    const offset = priority - value;
    if (offset === 0) return name;
    if (Math.abs(offset) <= 10) return `${name} ${offset < 0 ? "-" : "+"} ${Math.abs(offset)}`;
  }
  return String(priority);
}

export function setText(set: NftSet, options: TextOptions = {}): string {
  const { spec } = set;
  const lines = [`\t${set.isMap ? "map" : "set"} ${spec.name} {${handleText(set.handle, options)}`];
  lines.push(`\t\t${typeText(set)}`);
  if (spec.policy === "memory") lines.push("\t\tpolicy memory");
  if (spec.size !== undefined) lines.push(`\t\tsize ${spec.size}`);
  const flags = flagsOf(set);
  if (flags.length > 0) lines.push(`\t\tflags ${flags.join(",")}`);
  if (spec.timeoutMs !== undefined) lines.push(`\t\ttimeout ${timeText(spec.timeoutMs)}`);
  if (spec.gcIntervalMs !== undefined) lines.push(`\t\tgc-interval ${timeText(spec.gcIntervalMs)}`);
  if (spec.autoMerge === true) lines.push("\t\tauto-merge");
  if (spec.counts === true) lines.push("\t\tcounter");
  if (spec.comment !== undefined) lines.push(`\t\tcomment "${spec.comment}"`);
  if (options.terse !== true) lines.push(...elementLines(set, options));
  return `${lines.join("\n")}\n\t}\n`;
}

function typeText({ spec, keyTypes, dataTypes }: NftSet): string {
  if (spec.typeofText !== undefined) return `typeof ${spec.typeofText}`;
  return `type ${[keyTypes.join(" . "), ...(dataTypes.length === 0 ? [] : [dataTypes.join(" . ")])].join(" : ")}`;
}

/** A set with a timeout of its own need not say that it has timeouts, unless it is filled by packets. */
function flagsOf({ spec }: NftSet): readonly string[] {
  const flags = FLAG_ORDER.filter((flag) => spec.flags?.includes(flag) === true);
  return flags.length === 1 && flags[0] === "timeout" && spec.timeoutMs !== undefined ? [] : flags;
}

const FLAG_ORDER = ["constant", "dynamic", "interval", "timeout"] as const;

const NEXT_LINE = ",\n\t\t\t     ";

function elementLines(set: NftSet, options: TextOptions): readonly string[] {
  const elements = set.elements();
  if (elements.length === 0) return [];
  const perLine = set.keyTypes.length > 1 ? 1 : DATA_TYPES[set.keyTypes[0] as DataTypeName].perLine;
  let text = "";
  for (const [i, element] of elements.entries()) {
    if (i > 0) text += i % perLine === 0 ? NEXT_LINE : ", ";
    text += elementText(set, element, options);
  }
  return [`\t\telements = { ${text} }`];
}
