/**
 * Logs queries and their answers, as the format says.
 *
 * Models: coredns plugin/log, plugin/pkg/replacer
 * SIMPLIFIED: looking something up takes no virtual time, so the duration is a plausible fraction of a millisecond on
 * top of what was waited for.
 */
import { formatIp, type Ip } from "../../../core/ip.ts";
import { type DnsMessage, encodeMessage, reply } from "../../../net/dns/message.ts";
import { isInZone } from "../../../net/dns/name.ts";
import { typeName } from "../../../net/dns/record.ts";
import { CorefileError, type Directive, unknownProperty, wrongArguments, zonesOf } from "../corefile.ts";
import { DnsFailure, type DnsQuery, type PluginSetup } from "../dns-plugin.ts";
import { classOf } from "./answer-class.ts";

interface Rule {
  readonly zone: string;
  readonly format: string;
  readonly classes: readonly string[];
}

interface Logged {
  readonly query: DnsQuery;
  readonly answer: DnsMessage;
  readonly tookNs: number;
}

const COMMON =
  '{remote}:{port} - {>id} "{type} {class} {name} {proto} {size} {>do} {>bufsize}" {rcode} {>rflags} {rsize} {duration}';
const CLASSES = ["all", "success", "denial", "error"];

export const log: PluginSetup = {
  name: "log",
  open: (uses, context) => {
    const rules = uses.flatMap(rulesOf);
    const prng = context.prng.split("log");
    const { clock } = context;
    return {
      *serve(query, next) {
        const rule = rules.find(({ zone }) => isInZone(query.name, zone));
        if (rule === undefined) return yield* next(query);
        const startUs = clock.nowUs;
        const note = (answer: DnsMessage): void => {
          const tookNs = (clock.nowUs - startUs) * 1000 + 60_000 + prng.below(150_000);
          if (rule.classes.includes("all") || rule.classes.includes(classOf(answer)))
            context.log(`[INFO] ${filled(rule.format, { query, answer, tookNs })}`);
        };
        try {
          const answer = yield* next(query);
          note(answer);
          return answer;
        } catch (error) {
          if (error instanceof DnsFailure) note(reply(query.message, { rcode: error.rcode }));
          throw error;
        }
      },
    };
  },
};

function rulesOf({ args, block }: Directive): Rule[] {
  const last = args.at(-1);
  const hasFormat = args.length > 1 && last?.includes("{") === true;
  const format = hasFormat
    ? (last as string).replaceAll("{common}", COMMON).replaceAll("{combined}", `${COMMON} "{>opcode}"`)
    : COMMON;
  const classes: string[] = [];
  for (const property of block) {
    if (property.name !== "class") throw unknownProperty(property);
    if (property.args.length === 0) throw wrongArguments(property);
    const unknown = property.args.find((one) => !CLASSES.includes(one));
    if (unknown !== undefined) throw new CorefileError(`invalid Class: ${unknown}`);
    classes.push(...property.args);
  }
  const zones = hasFormat ? args.slice(0, -1) : args;
  return (zones.length === 0 ? ["."] : zones.flatMap(zonesOf)).map((zone) => ({
    zone,
    format,
    classes: classes.length === 0 ? ["all"] : classes,
  }));
}

function filled(format: string, logged: Logged): string {
  return format.replace(/\{[^{}]*\}/g, (label) => labelValue(label, logged));
}

function labelValue(label: string, { query, answer, tookNs }: Logged): string {
  const { message } = query;
  switch (label.toLowerCase()) {
    case "{type}":
      return typeName(query.type);
    case "{name}":
      return query.name.toLowerCase();
    case "{class}":
      return "IN";
    case "{proto}":
      return query.overTcp ? "tcp" : "udp";
    case "{size}":
      return String(encodeMessage(message).length);
    case "{remote}":
      return addressText(query.from);
    case "{port}":
      return String(query.fromPort);
    case "{>id}":
      return String(message.id);
    case "{>opcode}":
      return String(message.opcode);
    case "{>do}":
      return String(message.edns?.dnssecOk === true);
    case "{>bufsize}":
      return String(query.overTcp ? 65_535 : Math.max(512, message.edns?.udpSize ?? 512));
    case "{rcode}":
      return answer.rcode;
    case "{>rflags}":
      return flagsOf(answer);
    case "{rsize}":
      return String(encodeMessage(answer).length);
    case "{duration}":
      return `${(tookNs / 1e9).toFixed(9).replace(/0+$/, "")}s`;
    default:
      return /^\{[a-z>/]/.test(label) ? "-" : label;
  }
}

function addressText(ip: Ip): string {
  return typeof ip === "number" ? formatIp(ip) : `[${formatIp(ip)}]`;
}

function flagsOf(message: DnsMessage): string {
  const flags = [
    message.isResponse && "qr",
    message.authoritative && "aa",
    message.truncated && "tc",
    message.recursionDesired && "rd",
    message.recursionAvailable && "ra",
    message.authenticData && "ad",
    message.checkingDisabled && "cd",
  ];
  return flags.filter((flag) => flag !== false).join(",");
}
