/**
 * BIND's nslookup, with names on the command line or typed. Models: bind9 9.18 bin/dig/nslookup.c
 * SIMPLIFIED: of its own commands, server, set type/q/timeout/retry/port/search and exit.
 */
import { formatIp, type Ip } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { DnsMessage } from "../../../sim/net/dns/message.ts";
import { type DnsRecord, TYPES, typeCode } from "../../../sim/net/dns/record.ts";
import type { Process } from "../../../sim/os/process.ts";
import { resolvConfOf } from "../../../sim/os/resolver/resolv-conf.ts";
import { parseNumeric, reverseName } from "../../../sim/os/resolver/resolve.ts";
import { type Answered, lookUpOne, searchedNames, serverAddress } from "../bind/lookup.ts";
import { untilInterrupted } from "../until-interrupted.ts";

interface Settings {
  type: number | null;
  port: number;
  tries: number;
  timeoutUs: number;
  search: boolean;
  servers: readonly Ip[];
  /** Given by name: then it is not asked whether it does recursion. */
  chosen: boolean;
}

export function* nslookup(process: Process): Run<number> {
  const settings: Settings = {
    type: null,
    port: 53,
    tries: 3,
    timeoutUs: 5_000_000,
    search: true,
    servers: resolvConfOf(process.machine).nameservers,
    chosen: false,
  };
  const operands: string[] = [];
  for (const word of process.argv.slice(1)) {
    if (word.startsWith("-") && word.length > 1) yield* set(process, settings, word.slice(1));
    else operands.push(word);
  }
  const [name, server] = operands;
  if (server !== undefined && !(yield* choose(process, settings, server))) return 1;
  if (name !== undefined && name !== "-") return yield* lookUp(process, settings, name);
  return yield* untilInterrupted(process, 1, () => interactive(process, settings));
}

function* choose(process: Process, settings: Settings, server: string): Run<boolean> {
  const found = yield* serverAddress(process, server);
  if (found === null) {
    yield* process.printError(`nslookup: couldn't get address for '${server}': not found\n`);
    return false;
  }
  settings.servers = found.slice(0, 1);
  settings.chosen = true;
  return true;
}

function* set(process: Process, settings: Settings, text: string): Run<void> {
  const [name = "", value = ""] = text.split("=");
  if (/^(type|querytype|query|q|ty)$/.test(name)) {
    const type = typeCode(value);
    if (type === null) yield* process.print(`unknown query type: ${value}\n`);
    else settings.type = type;
  } else if (name === "timeout") settings.timeoutUs = Math.max(1, Number(value)) * 1_000_000;
  else if (name === "retry") settings.tries = Math.max(1, Number(value));
  else if (name === "port" || name === "po") settings.port = Number(value);
  else if (name === "search" || name === "nosearch") settings.search = name === "search";
  else if (!/^(no)?(debug|d2|recurse|vc|fail|class|cl|all)/.test(name))
    yield* process.print(`*** Invalid option: ${name}\n`);
}

function* interactive(process: Process, settings: Settings): Run<number> {
  const typed = process.tty !== null && process.fds.get(0)?.stream === process.tty.stream;
  for (let exitCode = 0; ; ) {
    if (typed) yield* process.print("> ");
    const line = yield* process.readLine(0);
    if (line === null) return exitCode;
    const [word = "", ...rest] = line.trim().split(/\s+/);
    if (word === "exit") return exitCode;
    if (word === "set") for (const option of rest) yield* set(process, settings, option);
    else if (word === "server" || word === "lserver") {
      if (rest[0] !== undefined && (yield* choose(process, settings, rest[0])))
        yield* process.print(
          `Default server: ${rest[0]}\nAddress: ${formatIp(settings.servers[0] as Ip)}#${settings.port}\n`,
        );
    } else if (word !== "") exitCode = yield* lookUp(process, settings, word);
  }
}

function* lookUp(process: Process, settings: Settings, name: string): Run<number> {
  const address = parseNumeric(name);
  const isReverse = address !== null && settings.type === null;
  const asked = isReverse ? reverseName(address) : name;
  const type = isReverse ? TYPES.PTR : (settings.type ?? TYPES.A);
  const answered = yield* searchFor(process, settings, { asked, type });
  if (answered === null) {
    yield* process.print(";; no servers could be reached\n\n");
    return 1;
  }
  const { message } = answered.reply;
  const failed = message.rcode !== "NOERROR";
  if (!isReverse || failed) yield* process.print(serverText(answered.server, settings.port));
  if (failed) {
    yield* process.print(`** server can't find ${asked.replace(/\.$/, "")}: ${message.rcode}\n\n`);
    return 1;
  }
  yield* process.print(bodyText(message, name));
  if (settings.type === null && !isReverse && message.answers.length > 0)
    yield* alsoIpv6(process, settings, answered.name);
  yield* process.print("\n");
  return 0;
}

function serverText(server: Ip, port: number): string {
  return `Server:\t\t${formatIp(server)}\nAddress:\t${formatIp(server)}#${port}\n\n`;
}

function* searchFor(
  process: Process,
  settings: Settings,
  { asked, type }: { asked: string; type: number },
): Run<Answered | null> {
  let last: Answered | null = null;
  for (const name of searchedNames(process, asked, settings.search)) {
    const answered = yield* askOne(process, settings, { name, type });
    if (answered === null) return null;
    last = answered;
    if (
      answered.reply.message.rcode !== "NXDOMAIN" &&
      (answered.reply.message.answers.length > 0 || answered.reply.message.rcode !== "NOERROR")
    )
      break;
    if (answered.reply.message.rcode === "NOERROR") break;
  }
  if (last?.reply.message.rcode === "SERVFAIL")
    yield* process.print(`;; Got SERVFAIL reply from ${formatIp(last.server)}\n`);
  return last;
}

function* askOne(
  process: Process,
  settings: Settings,
  { name, type }: { name: string; type: number },
): Run<Answered | null> {
  const answered = yield* lookUpOne(
    process,
    {
      servers: settings.servers,
      port: settings.port,
      tries: settings.tries,
      timeoutUs: settings.timeoutUs,
      tcp: false,
      recurse: true,
      edns: null,
      ignoreTruncation: false,
    },
    { name, type, complain: (text) => process.print(text) },
  );
  if (answered !== null && !settings.chosen && !answered.reply.message.recursionAvailable)
    yield* process.print(`;; Got recursion not available from ${formatIp(answered.server)}\n`);
  return answered;
}

function* alsoIpv6(process: Process, settings: Settings, name: string): Run<void> {
  const answered = yield* askOne(process, settings, { name, type: TYPES.AAAA });
  for (const record of answered?.reply.message.answers ?? [])
    if (record.type === "AAAA") yield* process.print(linesOf(record));
}

function bodyText(message: DnsMessage, name: string): string {
  if (message.answers.length === 0) return `*** Can't find ${name}: No answer\n`;
  const note = message.authoritative ? "" : "Non-authoritative answer:\n";
  return note + message.answers.map(linesOf).join("");
}

function linesOf(record: DnsRecord): string {
  const name = record.name.replace(/\.$/, "");
  switch (record.type) {
    case "A":
    case "AAAA":
      return `Name:\t${name}\nAddress: ${formatIp(record.data)}\n`;
    case "CNAME":
      return `${name}\tcanonical name = ${record.data}\n`;
    case "PTR":
      return `${name}\tname = ${record.data}\n`;
    case "NS":
      return `${name}\tnameserver = ${record.data}\n`;
    case "MX":
      return `${name}\tmail exchanger = ${record.data.preference} ${record.data.exchange}\n`;
    case "TXT":
      return `${name}\ttext = ${record.data.map((text) => `"${text}"`).join(" ")}\n`;
    case "SRV":
      return `${name}\tservice = ${record.data.priority} ${record.data.weight} ${record.data.port} ${record.data.target}\n`;
    case "SOA": {
      const { mname, rname, serial, refresh, retry, expire, minimum } = record.data;
      return `${name}\n\torigin = ${mname.replace(/\.$/, "")}\n\tmail addr = ${rname.replace(/\.$/, "")}\n\tserial = ${serial}\n\trefresh = ${refresh}\n\tretry = ${retry}\n\texpire = ${expire}\n\tminimum = ${minimum}\n`;
    }
    case "unknown":
      return `${name}\trdata_${record.code} = \\# ${record.data.length}\n`;
  }
}
