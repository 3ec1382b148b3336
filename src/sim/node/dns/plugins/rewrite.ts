/**
 * Asks for another name than the one asked for, and answers under the first. Models: coredns plugin/rewrite (name rules).
 * SIMPLIFIED: `name [exact|prefix|suffix|substring|regex] FROM TO [answer auto]` only; ttl, type, class and edns0 rules are refused.
 */
import type { DnsMessage } from "../../../net/dns/message.ts";
import { fqdn, sameName } from "../../../net/dns/name.ts";
import type { DnsRecord } from "../../../net/dns/record.ts";
import { CorefileError, type Directive } from "../corefile.ts";
import type { PluginSetup } from "../dns-plugin.ts";

type Rule = (name: string) => string | null;

export const rewrite: PluginSetup = {
  name: "rewrite",
  open: (directive) => {
    const rule = ruleOf(directive);
    return {
      *serve(query, next) {
        const name = rule(query.name.toLowerCase());
        if (name === null) return yield* next(query);
        const questions = query.message.questions.map((question) => ({ ...question, name }));
        const answer = yield* next({ ...query, name, message: { ...query.message, questions } });
        return renamed(answer, name, query.name);
      },
    };
  },
};

function renamed(answer: DnsMessage, from: string, to: string): DnsMessage {
  const back = (record: DnsRecord): DnsRecord => (sameName(record.name, from) ? { ...record, name: to } : record);
  return {
    ...answer,
    questions: answer.questions.map((question) => ({ ...question, name: to })),
    answers: answer.answers.map(back),
  };
}

function ruleOf({ args }: Directive): Rule {
  const words = [...args];
  if (words[0] === "stop" || words[0] === "continue") words.shift();
  if (words.shift() !== "name")
    throw new CorefileError(`plugin/rewrite: a rule of this kind is not simulated here: rewrite ${args.join(" ")}`);
  const kind = /^(exact|prefix|suffix|substring|regex)$/.test(words[0] ?? "") ? (words.shift() as string) : "exact";
  const [from, to] = words;
  if (from === undefined || to === undefined)
    throw new CorefileError("plugin/rewrite: name rules must have a from and a to");
  switch (kind) {
    case "exact":
      return (name) => (sameName(name, from) ? fqdn(to) : null);
    case "prefix":
      return (name) => (name.startsWith(from) ? to + name.slice(from.length) : null);
    case "suffix":
      return (name) => (name.endsWith(fqdn(from)) ? name.slice(0, -fqdn(from).length) + fqdn(to) : null);
    case "substring":
      return (name) => (name.includes(from) ? name.replaceAll(from, to) : null);
    default:
      return regexRule(from, to);
  }
}

function regexRule(from: string, to: string): Rule {
  let pattern: RegExp;
  try {
    pattern = new RegExp(from);
  } catch {
    throw new CorefileError(`plugin/rewrite: invalid regex pattern in a name rule: ${from}`);
  }
  return (name) => {
    const found = pattern.exec(name);
    return found === null ? null : fqdn(to.replace(/\{(\d+)\}/g, (_, group: string) => found[Number(group)] ?? ""));
  };
}
