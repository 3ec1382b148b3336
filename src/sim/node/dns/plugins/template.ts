/**
 * Answers made from the question by a template.
 *
 * Models: coredns plugin/template
 * SIMPLIFIED: no `ederror`, `var` or `expr`; of Go's templates fields and `index` (see answer-template.ts).
 */
import { formatIp } from "../../../core/ip.ts";
import type { Run } from "../../../core/wait.ts";
import { type DnsMessage, RCODES, type Rcode, reply } from "../../../net/dns/message.ts";
import { parseRecord } from "../../../net/dns/parse-record.ts";
import { type DnsRecord, TYPES, typeName } from "../../../net/dns/record.ts";
import { CorefileError, type Directive, parseError, wrongArguments } from "../corefile.ts";
import { DnsFailure, type DnsQuery, type PluginContext, type PluginSetup } from "../dns-plugin.ts";
import { goRegExp } from "../go-regexp.ts";
import { fallthroughZones, matchingZone, originsOf } from "../zone-list.ts";
import { answerTemplate, type TemplateData } from "./answer-template.ts";

type Text = (data: TemplateData) => string;

interface Template {
  readonly type: number;
  readonly zones: readonly string[];
  readonly patterns: RegExp[];
  readonly sections: Readonly<Record<"answer" | "additional" | "authority", Text[]>>;
  rcode: Rcode;
  readonly fallthrough: readonly string[];
}

export const template: PluginSetup = {
  name: "template",
  open: (uses, context) => {
    const templates = uses.map((use) => templateOf(use, context));
    return {
      *serve(query, next) {
        for (const one of templates) {
          if (matchingZone(one.zones, query.name) === null) continue;
          if (one.type !== TYPES.ANY && query.type !== TYPES.ANY && query.type !== one.type) continue;
          const data = dataOf(one, query);
          if (data !== null) return yield* answerOf(one, query, { data, context });
          if (matchingZone(one.fallthrough, query.name) === null) throw new DnsFailure("");
        }
        return yield* next(query);
      },
    };
  },
};

function dataOf({ patterns, zones, type }: Template, { name, type: asked, from }: DnsQuery): TemplateData | null {
  const lower = name.toLowerCase();
  for (const pattern of patterns) {
    const found = pattern.exec(lower);
    if (found === null) continue;
    const match = [...found].map((part) => part ?? "");
    const fields = {
      Name: lower,
      Zone: matchingZone(zones, lower) ?? "",
      Class: "IN",
      Type: typeName(asked === TYPES.ANY ? type : asked),
      Remote: formatIp(from),
      Regex: pattern.source,
    };
    return { fields, match, group: { ...Object.fromEntries(match.map((part, i) => [i, part])), ...found.groups } };
  }
  return null;
}

function* answerOf(
  { rcode, sections }: Template,
  { message, type }: DnsQuery,
  { data, context }: { data: TemplateData; context: PluginContext },
): Run<DnsMessage> {
  if (rcode === "SERVFAIL") throw new DnsFailure("");
  const made = (texts: readonly Text[]): DnsRecord[] => texts.map((text) => recordFrom(text(data)));
  const answers: DnsRecord[] = [];
  for (const record of made(sections.answer)) {
    answers.push(record);
    if (record.type === "CNAME" && (type === TYPES.A || type === TYPES.AAAA))
      answers.push(...(yield* context.ask(record.data, type)).answers);
  }
  const [additionals, authorities] = [made(sections.additional), made(sections.authority)];
  return reply(message, { authoritative: true, rcode, answers, additionals, authorities });
}

function recordFrom(text: string): DnsRecord {
  const record = parseRecord(text) ?? parseRecord(text.replace(/^(\S+)\s+(?=IN\s)/, "$1 3600 "));
  if (record === null)
    throw new DnsFailure(`dns: not a TTL: ${JSON.stringify(text.split(/\s+/)[1] ?? "")} at line: 1:1`);
  return record;
}

function templateOf(use: Directive, { zones }: PluginContext): Template {
  const [klass, type, ...named] = use.args;
  if (klass === undefined || type === undefined) throw wrongArguments(use);
  if (!["IN", "CH", "CS", "HS", "NONE", "ANY"].includes(klass))
    throw parseError(use.line, `invalid query class ${klass}`);
  const code = (TYPES as Readonly<Record<string, number>>)[type];
  if (code === undefined) throw parseError(use.line, `invalid RR class ${type}`);
  const made: Template = {
    type: code,
    zones: originsOf(named, zones),
    patterns: [],
    sections: { answer: [], additional: [], authority: [] },
    rcode: "NOERROR",
    fallthrough: fallthroughZones(use.block),
  };
  for (const property of use.block) apply(made, property);
  if (made.patterns.length === 0) made.patterns.push(/.*/);
  return made;
}

function apply(made: Template, property: Directive): void {
  const { name, args, line } = property;
  if (name === "fallthrough" || name === "upstream") return;
  if (args.length === 0) throw wrongArguments(property);
  switch (name) {
    case "match":
      for (const text of args) {
        const pattern = goRegExp(text);
        if (pattern === null) throw parseError(line, `could not parse regex: ${text}, error parsing regexp`);
        made.patterns.push(pattern);
      }
      return;
    case "answer":
    case "additional":
    case "authority":
      for (const text of args) made.sections[name].push(answerTemplate(text));
      return;
    case "rcode": {
      const rcode = RCODES.find((known) => known === args[0]);
      if (rcode === undefined) throw parseError(line, `unknown rcode ${args[0]}`);
      made.rcode = rcode;
      return;
    }
    case "ederror":
    case "var":
    case "expr":
      throw new CorefileError(`${name} is not simulated here`);
    default:
      throw wrongArguments(property);
  }
}
