/**
 * Logs what went wrong, or how often something like it did.
 *
 * Models: coredns plugin/errors
 * SIMPLIFIED: `stacktrace` changes nothing.
 */

import type { Run } from "../../../core/wait.ts";
import { RCODES } from "../../../net/dns/message.ts";
import { typeName } from "../../../net/dns/record.ts";
import { CorefileError, type Directive, parseError, wrongArguments } from "../corefile.ts";
import { DnsFailure, type PluginContext, type PluginSetup } from "../dns-plugin.ts";
import { goRegExp } from "../go-regexp.ts";
import { durationText, durationUs } from "../go-values.ts";

interface Pattern {
  readonly regex: RegExp;
  readonly periodUs: number;
  readonly level: string;
  count: number;
}

const LEVELS = ["warning", "error", "info", "debug"];

export const errors: PluginSetup = {
  name: "errors",
  once: true,
  open: ([use], context) => {
    const { args, block } = use as Directive;
    if (args.length > 1) throw wrongArguments(use as Directive);
    if (args[0] !== undefined && args[0] !== "stdout")
      throw parseError((use as Directive).line, `invalid log file: ${args[0]}`);
    const patterns = block.flatMap(patternOf);
    return {
      *serve(query, next) {
        try {
          return yield* next(query);
        } catch (error) {
          if (!(error instanceof DnsFailure) || error.message === "") throw error;
          const like = patterns.find(({ regex }) => regex.test(error.message));
          if (like !== undefined) {
            if (like.count++ === 0) context.start(summary(like, context));
          } else
            context.log(
              `[ERROR] plugin/errors: ${RCODES.indexOf(error.rcode)} ${query.name.toLowerCase()} ${typeName(query.type)}: ${error.message}`,
            );
          throw error;
        }
      },
    };
  },
};

function* summary(pattern: Pattern, { clock, log }: PluginContext): Run<void> {
  yield { on: [], untilUs: clock.nowUs + pattern.periodUs };
  const { count, regex, level, periodUs } = pattern;
  pattern.count = 0;
  log(
    `[${level.toUpperCase()}] plugin/errors: ${count} errors like '${regex.source}' occurred in last ${durationText(periodUs)}`,
  );
}

function patternOf(directive: Directive): Pattern[] {
  const { name, args, line } = directive;
  if (name === "stacktrace") return [];
  if (name !== "consolidate")
    throw new CorefileError(
      `/etc/coredns/Corefile:${line} - Syntax error: Unexpected token '${name}', expecting 'Unknown field ${name}'`,
    );
  const [period = "", text = "", level = "error"] = args;
  if (args.length < 2 || args.length > 3) throw wrongArguments(directive);
  const regex = goRegExp(text);
  if (regex === null) throw parseError(line, `error parsing regexp: ${text}`);
  if (!LEVELS.includes(level)) throw parseError(line, `unknown option in consolidate: ${level}`);
  return [{ regex, periodUs: durationUs(period), level, count: 0 }];
}
