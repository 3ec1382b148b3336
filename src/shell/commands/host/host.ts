/** Names and addresses in sentences. Models: bind9 9.18 bin/dig/host.c. SIMPLIFIED: no -a, -l, -C, -v. */
import { formatIp, type Ip } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { RCODES } from "../../../sim/net/dns/message.ts";
import { type DnsRecord, TYPES, typeCode, typeName } from "../../../sim/net/dns/record.ts";
import type { Process } from "../../../sim/os/process.ts";
import { resolvConfOf } from "../../../sim/os/resolver/resolv-conf.ts";
import { followAliases, parseNumeric, reverseName } from "../../../sim/os/resolver/resolve.ts";
import { type Answered, lookUpOne, searchedNames, serverAddress } from "../bind/lookup.ts";
import { fail } from "../failure.ts";
import { parseOptions } from "../options.ts";
import { untilInterrupted } from "../until-interrupted.ts";

const USAGE =
  "Usage: host [-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time]\n            [-R number] [-m flag] [-p port] hostname [server]\n";

export function host(process: Process): Run<number> {
  return untilInterrupted(process, 1, () => lookUp(process));
}

function* lookUp(process: Process): Run<number> {
  const options = parseOptions(process, { short: "4t:W:R:p:Tr", refused: { short: "aACdilvVwcNmsU6" }, hint: USAGE });
  const [name, server] = options.operands;
  if (name === undefined) return fail(process, USAGE.trimEnd());
  const typeText = options.value("t");
  const type = typeText === undefined ? null : typeCode(typeText);
  if (typeText !== undefined && type === null) {
    yield* process.printError(`host: invalid type: ${typeText}\n`);
    return 2;
  }
  let servers: readonly Ip[] = resolvConfOf(process.machine).nameservers;
  if (server !== undefined) {
    const found = yield* serverAddress(process, server);
    if (found === null) return fail(process, `couldn't get address for '${server}': not found`);
    servers = found.slice(0, 1);
    yield* process.print(
      `Using domain server:\nName: ${server}\nAddress: ${formatIp(servers[0] as Ip)}#${options.value("p") ?? 53}\nAliases: \n\n`,
    );
  }
  const settings = {
    servers,
    port: Number(options.value("p") ?? 53),
    tries: Number(options.value("R") ?? 1) + 1,
    timeoutUs: Number(options.value("W") ?? 5) * 1_000_000,
    tcp: options.has("T"),
    recurse: !options.has("r"),
    edns: null,
    ignoreTruncation: false,
  };
  const address = parseNumeric(name);
  const asked = address === null ? name : reverseName(address);
  const types = address !== null ? [TYPES.PTR] : type !== null ? [type] : [TYPES.A, TYPES.AAAA, TYPES.MX];
  let found: string | null = null;
  for (const [i, wanted] of types.entries()) {
    const names = found === null ? searchedNames(process, asked, address === null) : [found];
    const answered = yield* firstAnswer(process, names, (candidate) =>
      lookUpOne(process, settings, { name: candidate, type: wanted, complain: (text) => process.print(text) }),
    );
    if (answered === null) {
      yield* process.print(";; no servers could be reached\n");
      return 1;
    }
    const { rcode, answers } = answered.reply.message;
    if (rcode !== "NOERROR") {
      yield* process.print(`Host ${address === null ? name : asked} not found: ${RCODES.indexOf(rcode)}(${rcode})\n`);
      return 1;
    }
    found = answered.name;
    // The records of the alias itself are said once, with the first question.
    const shown = i === 0 ? answers : answers.filter(({ type: kind }) => kind !== "CNAME");
    for (const record of shown) yield* process.print(`${sentence(record)}\n`);
    if (type !== null && answers.length === 0)
      yield* process.print(`${answered.name.replace(/\.$/, "")} has no ${typeName(type)} record\n`);
    found = followAliases(answers, found);
  }
  return 0;
}

function* firstAnswer(
  process: Process,
  names: readonly string[],
  look: (name: string) => Run<Answered | null>,
): Run<Answered | null> {
  let last: Answered | null = null;
  for (const name of names) {
    last = yield* look(name);
    if (last === null || last.reply.message.rcode !== "NXDOMAIN") return last;
    yield* process.charge(1);
  }
  return last;
}

function sentence(record: DnsRecord): string {
  const name = record.name.replace(/\.$/, "");
  switch (record.type) {
    case "A":
      return `${name} has address ${formatIp(record.data)}`;
    case "AAAA":
      return `${name} has IPv6 address ${formatIp(record.data)}`;
    case "CNAME":
      return `${name} is an alias for ${record.data}`;
    case "PTR":
      return `${name} domain name pointer ${record.data}`;
    case "MX":
      return `${name} mail is handled by ${record.data.preference} ${record.data.exchange}`;
    case "NS":
      return `${name} name server ${record.data}`;
    case "TXT":
      return `${name} descriptive text ${record.data.map((text) => `"${text}"`).join(" ")}`;
    case "SRV":
      return `${name} has SRV record ${record.data.priority} ${record.data.weight} ${record.data.port} ${record.data.target}`;
    case "SOA": {
      const { mname, rname, serial, refresh, retry, expire, minimum } = record.data;
      return `${name} has SOA record ${mname} ${rname} ${serial} ${refresh} ${retry} ${expire} ${minimum}`;
    }
    case "unknown":
      return `${name} has TYPE${record.code} record`;
  }
}
