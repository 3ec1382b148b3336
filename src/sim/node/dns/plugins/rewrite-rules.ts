/**
 * Rules that change a question, and what each does to the answer.
 *
 * Models: coredns plugin/rewrite (name.go, ttl.go, type.go, class.go)
 * SIMPLIFIED: class, edns0, cname and rcode rules are refused.
 */
import { fqdn } from "../../../net/dns/name.ts";
import { type DnsRecord, TYPES } from "../../../net/dns/record.ts";
import { CorefileError } from "../corefile.ts";
import { goRegExp, withGroups } from "../go-regexp.ts";

export interface Question {
  readonly name: string;
  readonly type: number;
}

export type RecordRule = (record: DnsRecord) => DnsRecord;

export interface RewriteRule {
  /** No further rule is tried after it. */
  readonly isLast: boolean;
  /** Null when it does not match. `asked` is the name before all rules. */
  rewrite(
    question: Question,
    asked: string,
  ): { readonly question: Question; readonly rules: readonly RecordRule[] } | null;
}

type Match = (name: string) => string | null;

export function rewriteRule(args: readonly string[]): RewriteRule {
  const words = [...args];
  const mode = words[0]?.toLowerCase();
  if (mode === undefined) throw new CorefileError("no rule type specified for rewrite");
  if (mode === "continue" || mode === "stop") words.shift();
  const kind = words.shift()?.toLowerCase();
  if (kind === undefined) throw new CorefileError(`${mode} rule must begin with a rule type`);
  const isLast = mode !== "continue";
  switch (kind) {
    case "name":
      return { isLast, rewrite: nameRule(words) };
    case "type":
      return { isLast, rewrite: typeRule(words) };
    case "ttl":
      return { isLast, rewrite: ttlRule(words) };
    case "answer":
      throw new CorefileError("response rewrites must begin with a name rule");
    case "class":
    case "edns0":
    case "cname":
    case "rcode":
      throw new CorefileError(`${kind} rules are not simulated here`);
    default:
      throw new CorefileError(`invalid rule type ${JSON.stringify(args[0])}`);
  }
}

function nameRule(words: readonly string[]): RewriteRule["rewrite"] {
  if (words.length < 2) throw new CorefileError("too few arguments for a name rule");
  const kind = words.length === 2 ? "exact" : (words[0] as string).toLowerCase();
  const [from = "", to = ""] = words.length === 2 ? words : words.slice(1);
  const rest = words.length > 3 ? words.slice(3) : [];
  const match = matchOf(kind, from, to);
  const { isAuto, rules } = answerRules(kind, rest);
  return (question, asked) => {
    const name = match(question.name.toLowerCase());
    if (name === null) return null;
    const back = isAuto || kind === "exact" ? backRules({ kind, from, to, name, asked }) : [];
    return { question: { ...question, name }, rules: [...back, ...rules] };
  };
}

function matchOf(kind: string, from: string, to: string): Match {
  const [before, after] = [fqdn(from).toLowerCase(), fqdn(to).toLowerCase()];
  switch (kind) {
    case "exact":
      return (name) => (name === before ? after : null);
    case "suffix":
      return (name) => (name.endsWith(before) ? name.slice(0, -before.length) + after : null);
    case "prefix":
      return (name) => (name.startsWith(before) ? after + name.slice(before.length) : null);
    case "substring":
      return (name) => (name.includes(before) ? name.replaceAll(before, after) : null);
    case "regex": {
      const pattern = patternOf(from, to);
      return (name) => {
        const found = pattern.exec(name);
        return found === null ? null : fqdn(withGroups(to, found).toLowerCase());
      };
    }
    default:
      throw new CorefileError(
        `name rule supports only exact, prefix, suffix, substring, and regex name matching, received: ${kind}`,
      );
  }
}

/** Puts the name that was asked for back into names and values. */
function backRules(rule: { kind: string; from: string; to: string; name: string; asked: string }): RecordRule[] {
  if (rule.kind === "suffix") {
    const [before, after] = [fqdn(rule.from).toLowerCase(), fqdn(rule.to).toLowerCase()];
    return both((text) => (text.endsWith(after) ? text.slice(0, -after.length) + before : text));
  }
  const { name, asked } = rule;
  return both((text) => {
    if (text.toLowerCase() === name) return asked;
    return text.toLowerCase().endsWith(`.${name}`) ? text.slice(0, -name.length) + asked : text;
  });
}

function both(change: (text: string) => string): RecordRule[] {
  return [(record) => ({ ...record, name: change(record.name) }), (record) => withValue(record, change)];
}

function withValue(record: DnsRecord, change: (text: string) => string): DnsRecord {
  switch (record.type) {
    case "CNAME":
    case "NS":
    case "PTR":
      return { ...record, data: change(record.data) };
    case "SRV":
      return { ...record, data: { ...record.data, target: change(record.data.target) } };
    case "MX":
      return { ...record, data: { ...record.data, exchange: change(record.data.exchange) } };
    case "SOA":
      return { ...record, data: { ...record.data, mname: change(record.data.mname) } };
    default:
      return record;
  }
}

function answerRules(kind: string, words: readonly string[]): { isAuto: boolean; rules: RecordRule[] } {
  const rules: RecordRule[] = [];
  let isAuto = false;
  let hasName = false;
  if (words.length === 1) throw new CorefileError(`invalid arguments for ${kind} rule`);
  for (let at = 0, isFirst = true; at < words.length; isFirst = false) {
    if (words[at] === "answer") at++;
    else if (isFirst)
      throw new CorefileError(`exceeded the number of arguments for a non-answer rule argument for ${kind} rule`);
    const what = words[at++];
    if (what === undefined) throw new CorefileError(`type missing for answer rule for ${kind} rule`);
    if (what === "auto") {
      isAuto = true;
      continue;
    }
    if (what !== "name" && what !== "value")
      throw new CorefileError(`invalid type ${JSON.stringify(what)} for answer rule for ${kind} rule`);
    const [from, to] = [words[at++], words[at++]];
    if (from === undefined || to === undefined)
      throw new CorefileError(`${what} answer rule for ${kind} rule: 2 arguments required`);
    const change = regexChange(from, to);
    if (what === "name") rules.push((record) => ({ ...record, name: change(record.name) }));
    else rules.push((record) => withValue(record, change));
    hasName ||= what === "name";
  }
  if (isAuto && hasName)
    throw new CorefileError("auto name answer rule cannot be combined with explicit name anwer rules");
  return { isAuto, rules };
}

function regexChange(from: string, to: string): (text: string) => string {
  const pattern = patternOf(from, to);
  const target = fqdn(to).toLowerCase();
  return (text) => {
    const found = pattern.exec(text);
    return found === null ? text : withGroups(target, found);
  };
}

function patternOf(from: string, to: string): RegExp {
  const pattern = goRegExp(from);
  if (pattern === null) throw new CorefileError(`invalid regex matching pattern: ${from}`);
  const groups = (new RegExp(`${pattern.source}|`).exec("")?.length ?? 1) - 1;
  const used = Array.from({ length: 101 }, (_, i) => `{${i}}`).filter((group) => to.includes(group)).length;
  if (used > groups)
    throw new CorefileError(
      `the rewrite regex pattern (${to}) uses more subexpressions than its corresponding matching regex pattern (${from})`,
    );
  return pattern;
}

function typeRule([from, to, ...more]: readonly string[]): RewriteRule["rewrite"] {
  if (from === undefined || to === undefined || more.length > 0)
    throw new CorefileError("type rules must have exactly two arguments");
  const code = (text: string): number => {
    const found = (TYPES as Readonly<Record<string, number>>)[text.toUpperCase()];
    if (found === undefined) throw new CorefileError(`invalid type ${JSON.stringify(text.toUpperCase())}`);
    return found;
  };
  const [before, after] = [code(from), code(to)];
  return (question) => (question.type === before ? { question: { ...question, type: after }, rules: [] } : null);
}

function ttlRule(words: readonly string[]): RewriteRule["rewrite"] {
  if (words.length < 2) throw new CorefileError(`too few (${words.length}) arguments for a ttl rule`);
  const [kind, from, range] = words.length === 2 ? ["exact", ...words] : words;
  const limits = /^(\d*)(-?)(\d*)$/.exec(range as string);
  const [, low = "", dash, high = ""] = limits ?? [];
  const [min, max] = [Number(low), dash === "" ? Number(low) : high === "" ? 2_147_483_647 : Number(high)];
  if (limits === null || (low === "" && high === "") || min > max)
    throw new CorefileError(`invalid TTL '${range}' for a ttl rule`);
  if (words.length > 3) throw new CorefileError("many few arguments for a ttl rule");
  if (!/^(exact|prefix|suffix|substring|regex)$/i.test(kind as string))
    throw new CorefileError("ttl rule supports only exact, prefix, suffix, substring, and regex name matching");
  const match = matchOf((kind as string).toLowerCase(), from as string, "");
  const limit: RecordRule = (record) => ({ ...record, ttlSec: Math.min(max, Math.max(min, record.ttlSec)) });
  return (question) => (match(question.name.toLowerCase()) === null ? null : { question, rules: [limit] });
}
