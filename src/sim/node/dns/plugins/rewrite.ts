/** Asks for another name or type than the one asked for, and gives the answer under the first. Models: coredns plugin/rewrite. */
import { type DnsMessage, reply } from "../../../net/dns/message.ts";
import { isValidName } from "../../../net/dns/name.ts";
import type { DnsRecord } from "../../../net/dns/record.ts";
import type { Directive } from "../corefile.ts";
import { DnsFailure, type DnsQuery, type PluginSetup } from "../dns-plugin.ts";
import { type RecordRule, type RewriteRule, rewriteRule } from "./rewrite-rules.ts";

export const rewrite: PluginSetup = {
  name: "rewrite",
  open: (uses) => {
    const rules = uses.map(ruleOf);
    return {
      *serve(query, next) {
        const { inner, back, isStopped } = apply(rules, query);
        if (inner === query) return yield* next(query);
        if (!isStopped && back.length === 0) return yield* next(inner);
        try {
          return answerUnder(query, yield* next(inner), back);
        } catch (error) {
          if (!(error instanceof DnsFailure) || error.message !== "") throw error;
          return reply(query.message, { rcode: error.rcode });
        }
      },
    };
  },
};

/** One rule, on the line or in its block, however many lines that has. */
function ruleOf({ args, block }: Directive): RewriteRule {
  return rewriteRule(args.length < 2 ? [...args, ...block.flatMap(({ name, args }) => [name, ...args])] : args);
}

interface Applied {
  readonly inner: DnsQuery;
  readonly back: readonly RecordRule[];
  readonly isStopped: boolean;
}

function apply(rules: readonly RewriteRule[], query: DnsQuery): Applied {
  const back: RecordRule[] = [];
  let inner = query;
  for (const rule of rules) {
    const done = rule.rewrite({ name: inner.name, type: inner.type }, query.name);
    if (done === null) continue;
    const { name, type } = done.question;
    if (!isValidName(name)) throw new DnsFailure(`invalid name after rewrite: ${name}`);
    const questions = query.message.questions.map((question) => ({ ...question, name, type }));
    inner = { ...inner, name, type, message: { ...query.message, questions } };
    back.push(...done.rules);
    if (rule.isLast) return { inner, back, isStopped: true };
  }
  return { inner, back, isStopped: false };
}

function answerUnder({ message }: DnsQuery, answer: DnsMessage, back: readonly RecordRule[]): DnsMessage {
  const reversed = [...back].reverse();
  const undo = (record: DnsRecord): DnsRecord => reversed.reduce((changed, rule) => rule(changed), record);
  return {
    ...answer,
    questions: message.questions,
    answers: answer.answers.map(undo),
    authorities: answer.authorities.map(undo),
    additionals: answer.additionals.map(undo),
  };
}
