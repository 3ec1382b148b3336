/** `dig +trace`: from the root down, one server after the other. Models: bind9 9.18 bin/dig/dighost.c followup_lookup() */
import { formatIp, type Ip } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { Edns } from "../../../sim/net/dns/message.ts";
import { TYPES } from "../../../sim/net/dns/record.ts";
import type { Process } from "../../../sim/os/process.ts";
import { lookUpOne, serverAddress } from "../bind/lookup.ts";
import type { DigArguments } from "./dig-arguments.ts";
import { recordLine } from "./message-text.ts";

const STEPS = 20;

export function* trace(
  process: Process,
  args: DigArguments,
  { servers, edns, banner }: { readonly servers: readonly Ip[]; readonly edns: Edns | null; readonly banner: string },
): Run<number> {
  yield* process.print(banner);
  const name = args.name.endsWith(".") ? args.name : `${args.name}.`;
  let asked: readonly Ip[] = servers;
  let named: string | null = null;
  for (let step = 0; step < STEPS && asked.length > 0; step++) {
    const isRoot = step === 0;
    const answered = yield* lookUpOne(
      process,
      {
        servers: asked,
        port: args.port,
        tries: args.tries,
        timeoutUs: args.timeoutUs,
        tcp: args.flags.tcp,
        recurse: isRoot,
        edns: edns === null ? null : { ...edns, dnssecOk: true },
        ignoreTruncation: false,
      },
      { name: isRoot ? "." : name, type: isRoot ? TYPES.NS : args.type, complain: (text) => process.print(text) },
    );
    if (answered === null) {
      yield* process.print(";; no servers could be reached\n\n");
      return 9;
    }
    const { message, size } = answered.reply;
    const records = [...message.answers, ...message.authorities];
    const server = formatIp(answered.server);
    yield* process.print(
      `${records.map((record) => `${recordLine(record, args.flags)}\n`).join("")};; Received ${size} bytes from ${server}#${args.port}(${named ?? server}) in ${Math.floor(answered.tookUs / 1000)} ms\n\n`,
    );
    const next = records.find((record) => record.type === "NS");
    const isAnswer = !isRoot && message.answers.length > 0;
    if (isAnswer || next === undefined || next.type !== "NS") return 0;
    named = next.data;
    asked = (yield* serverAddress(process, next.data)) ?? [];
  }
  return 0;
}
