/** Names, addresses and connections, as the library's modules need them. Models: CPython 3.11 Lib/socket.py create_connection() */
import { type Ip, parseIp } from "../../../../../sim/core/ip.ts";
import type { Run } from "../../../../../sim/core/wait.ts";
import { NetError } from "../../../../../sim/net/net-error.ts";
import { connectTcp } from "../../../../../sim/net/socket/connect.ts";
import type { TcpSocket } from "../../../../../sim/net/socket/tcp-socket.ts";
import { type Resolved, ResolveError, resolve } from "../../../../../sim/os/resolver/resolve.ts";
import { raised } from "../errors.ts";
import type { Interpreter } from "../interpreter.ts";
import { type Chain, libraryFrames } from "../library-frames.ts";
import { raisedFor } from "../system-errors.ts";
import { PyTuple, type Raised, typeName, type Value } from "../values.ts";

export const AF_INET = 2;
export const AF_INET6 = 10;
export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;

export function familyNumber(ip: Ip): bigint {
  return BigInt(typeof ip === "number" ? AF_INET : AF_INET6);
}

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** `("web", 80)` */
export function addressOf(value: Value, caller: string): HostPort {
  if (!(value instanceof PyTuple))
    throw raised("TypeError", `${caller}(): AF_INET address must be tuple, not ${typeName(value)}`);
  const [host, port] = value.items;
  if (value.items.length !== 2) throw raised("TypeError", "AF_INET address must be a pair (host, port)");
  if (typeof port !== "bigint")
    throw raised("TypeError", `'${typeName(port ?? null)}' object cannot be interpreted as an integer`);
  if (port < 0n || port > 65_535n) throw raised("OverflowError", `${caller}(): port must be 0-65535.`);
  return { host: String(host), port: Number(port) };
}

/** The exception for what the system said, with the way that it took through the library. */
export function failed(error: unknown, ...chains: readonly Chain[]): unknown {
  const made = raisedFor(error);
  made?.trace.push(...libraryFrames(...chains).reverse());
  return made ?? error;
}

export function timedOut(): Raised {
  return raised("TimeoutError", "timed out");
}

export function* resolving(
  run: Interpreter,
  host: string,
  family: 4 | 6 | undefined,
  chains: readonly Chain[] = [],
): Run<Resolved> {
  try {
    return yield* resolve(run.process.machine, host, { family });
  } catch (error) {
    throw error instanceof ResolveError ? failed(error, ...chains) : error;
  }
}

/** One address after the other; `chains` is the way through the library to here. */
export function* connectTo(
  run: Interpreter,
  { host, port, timeoutUs }: HostPort & { readonly timeoutUs: number | null },
  chains: readonly Chain[] = [],
): Run<TcpSocket> {
  const literal = parseIp(host);
  const addresses =
    literal === null
      ? (yield* resolving(run, host, undefined, [...chains, "CONNECT_RESOLVING", "RESOLVING"])).addresses
      : [literal];
  let first: unknown = null;
  for (const to of addresses)
    try {
      return yield* connectTcp(run.process.machine.network, { to, port, timeoutUs: timeoutUs ?? undefined });
    } catch (error) {
      if (!(error instanceof NetError)) throw error;
      first ??= error;
    }
  const isLate = first instanceof NetError && first.code === "ETIMEDOUT" && timeoutUs !== null;
  if (!isLate) throw failed(first, ...chains, "CONNECT_FAILED");
  const late = timedOut();
  late.trace.push(...libraryFrames(...chains, "CONNECT_FAILED").reverse());
  throw late;
}
