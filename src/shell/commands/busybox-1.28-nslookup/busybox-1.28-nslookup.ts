/**
 * nslookup of BusyBox up to 1.28: it asks the C library, as every other program does, and so follows the search list;
 * and it looks for the name of each address that it prints.
 *
 * Models: busybox 1.28 networking/nslookup.c print_host(), server_print()
 * SIMPLIFIED: the server that may be named is used for this run alone; its port cannot be given.
 */
import { formatIp, type Ip } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { TYPES } from "../../../sim/net/dns/record.ts";
import type { Process } from "../../../sim/os/process.ts";
import { ask, isReply } from "../../../sim/os/resolver/ask.ts";
import { resolvConfOf } from "../../../sim/os/resolver/resolv-conf.ts";
import {
  ipv4First,
  nameOfAddress,
  parseNumeric,
  ResolveError,
  type ResolveOptions,
  resolve,
  reverseName,
} from "../../../sim/os/resolver/resolve.ts";
import { Failure } from "../failure.ts";

const USAGE = `BusyBox v1.28.4 (2018-05-22 17:00:17 UTC) multi-call binary.

Usage: nslookup [HOST] [SERVER]

Query the nameserver for the IP address of the given HOST
optionally using a specified DNS server
`;

export function* oldNslookup(process: Process): Run<number> {
  const [host, serverName, extra] = process.argv.slice(1);
  if (host === undefined || host.startsWith("-") || extra !== undefined) throw new Failure(USAGE, 1);
  const given = serverName === undefined ? undefined : yield* addressOf(process, serverName);
  if (given === null) {
    yield* process.printError(`nslookup: can't resolve '${serverName}'\n`);
    return 1;
  }
  const server = given ?? (resolvConfOf(process.machine).nameservers[0] as Ip);
  const options: ResolveOptions = given === undefined ? {} : { servers: [given] };
  yield* printHost(process, { header: "Server:", host: formatIp(server), options });
  yield* process.print("\n");
  return yield* printHost(process, { header: "Name:", host, options });
}

function* addressOf(process: Process, name: string): Run<Ip | null> {
  try {
    return ipv4First(yield* resolve(process.machine, name));
  } catch (error) {
    if (error instanceof ResolveError) return null;
    throw error;
  }
}

interface Wanted {
  readonly header: string;
  readonly host: string;
  readonly options: ResolveOptions;
}

function* printHost(process: Process, { header, host, options }: Wanted): Run<number> {
  const number = parseNumeric(host);
  try {
    const addresses = number !== null ? [number] : (yield* resolve(process.machine, host, options)).addresses;
    yield* process.print(`${header.padEnd(10)} ${host}\n`);
    for (const [i, address] of addresses.entries()) {
      const name = yield* nameFor(process, address, options);
      yield* process.print(`Address ${i + 1}: ${formatIp(address)}${name === null ? "" : ` ${name}`}\n`);
    }
    return 0;
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error;
    yield* process.printError(`nslookup: can't resolve '${host}'\n`);
    return 1;
  }
}

function* nameFor({ machine }: Process, address: Ip, { servers }: ResolveOptions): Run<string | null> {
  const [server] = servers ?? [];
  if (server === undefined) return yield* nameOfAddress(machine, address);
  const [answer] = yield* ask(machine, {
    server,
    questions: [{ name: reverseName(address), type: TYPES.PTR }],
    timeoutUs: 5_000_000,
  });
  const pointer = isReply(answer) ? answer.message.answers.find(({ type }) => type === "PTR") : undefined;
  return pointer?.type === "PTR" ? pointer.data.replace(/\.$/, "") : null;
}
