/** Entries of the name service. Models: glibc nss/getent.c. SIMPLIFIED: hosts, ahosts, ahostsv4, passwd, group and services. */
import { formatIp, type Ip } from "../../../sim/core/ip.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { hostLinesOf } from "../../../sim/os/resolver/hosts.ts";
import { nameOfAddress, parseNumeric, type Resolved, ResolveError, resolve } from "../../../sim/os/resolver/resolve.ts";
import { fail } from "../failure.ts";

const NOT_FOUND = 2;

export function* getent(process: Process): Run<number> {
  const [database, ...keys] = process.argv.slice(1);
  if (database === undefined)
    return fail(process, "wrong number of arguments\nTry `getent --help' or `getent --usage' for more information.");
  if (database === "hosts") return yield* hosts(process, keys);
  if (database === "ahosts" || database === "ahostsv4") return yield* addresses(process, keys);
  if (database === "passwd" || database === "group" || database === "services")
    return yield* lines(process, database, keys);
  return fail(
    process,
    `Unknown database: ${database}\nTry \`getent --help' or \`getent --usage' for more information.`,
  );
}

function* hosts(process: Process, keys: readonly string[]): Run<number> {
  if (keys.length === 0) {
    for (const { ip, name, aliases } of hostLinesOf(process.machine))
      yield* process.print(`${formatIp(ip).padEnd(15)} ${[name, ...aliases].join(" ")}\n`);
    return 0;
  }
  let exitCode = 0;
  for (const key of keys) {
    const address = parseNumeric(key);
    if (address !== null) {
      const name = yield* nameOfAddress(process.machine, address);
      if (name === null) exitCode = NOT_FOUND;
      else yield* process.print(`${formatIp(address).padEnd(15)} ${name}\n`);
      continue;
    }
    const found = yield* tryResolve(process, key);
    if (found === null) exitCode = NOT_FOUND;
    else {
      const names = [found.canonicalName, ...found.aliases].join(" ");
      // IPv6 is asked for first, and IPv4 only when there is none.
      const of6 = found.addresses.filter((ip) => typeof ip === "bigint");
      for (const ip of of6.length > 0 ? of6 : found.addresses)
        yield* process.print(`${formatIp(ip).padEnd(15)} ${names}\n`);
    }
  }
  return exitCode;
}

function* addresses(process: Process, keys: readonly string[]): Run<number> {
  let exitCode = 0;
  for (const key of keys) {
    const found = yield* tryResolve(process, key);
    if (found === null) {
      exitCode = NOT_FOUND;
      continue;
    }
    for (const [i, ip] of found.addresses.entries())
      yield* process.print(addressLines(ip, i === 0 ? found.canonicalName : ""));
  }
  return exitCode;
}

function addressLines(ip: Ip, name: string): string {
  const text = formatIp(ip).padEnd(15);
  return `${text} STREAM ${name}\n${text} DGRAM  \n${text} RAW    \n`;
}

function* tryResolve(process: Process, name: string): Run<Resolved | null> {
  try {
    return yield* resolve(process.machine, name);
  } catch (error) {
    if (error instanceof ResolveError) return null;
    throw error;
  }
}

function* lines(process: Process, database: string, keys: readonly string[]): Run<number> {
  const { fs } = process.machine;
  const all = fs.exists(`/etc/${database}`)
    ? fs
        .readText(`/etc/${database}`)
        .split("\n")
        .filter((line) => line !== "")
    : [];
  if (keys.length === 0) {
    yield* process.print(all.map((line) => `${line}\n`).join(""));
    return 0;
  }
  let exitCode = 0;
  for (const key of keys) {
    const found = all.find((line) => line.split(/[:\s]/)[0] === key || line.split(":")[2] === key);
    if (found === undefined) exitCode = NOT_FOUND;
    else yield* process.print(`${found}\n`);
  }
  return exitCode;
}
