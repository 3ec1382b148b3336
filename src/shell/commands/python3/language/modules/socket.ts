/**
 * `socket`: TCP and UDP of the machine's own network, and its names.
 *
 * Models: CPython 3.11 Modules/socketmodule.c, Lib/socket.py
 * SIMPLIFIED: no raw and no Unix sockets, no non-blocking ones; options are taken and forgotten; constants are plain numbers.
 */
import { formatIp, type Ip, parseIp } from "../../../../../sim/core/ip.ts";
import type { Run } from "../../../../../sim/core/wait.ts";
import { nameOfAddress, resolve } from "../../../../../sim/os/resolver/resolve.ts";
import { servicePort } from "../../../nc/services.ts";
import { exceptionType, osError, raised } from "../errors.ts";
import type { Interpreter } from "../interpreter.ts";
import { type Given, native, waiting, whole } from "../native.ts";
import { GAIERROR } from "../system-errors.ts";
import { PyList, type PyObject, PyTuple, type Value } from "../values.ts";
import {
  AF_INET,
  AF_INET6,
  addressOf,
  connectTo,
  familyNumber,
  resolving,
  SOCK_DGRAM,
  SOCK_STREAM,
} from "./addresses.ts";
import { moduleOf } from "./module.ts";
import { newSocket, SOCKET } from "./socket-object.ts";

const CONSTANTS: Readonly<Record<string, number>> = {
  AF_UNSPEC: 0,
  AF_INET,
  AF_INET6,
  SOCK_STREAM,
  SOCK_DGRAM,
  SOL_SOCKET: 1,
  SO_REUSEADDR: 2,
  SO_BROADCAST: 6,
  SO_KEEPALIVE: 9,
  SO_REUSEPORT: 15,
  IPPROTO_IP: 0,
  IPPROTO_TCP: 6,
  IPPROTO_UDP: 17,
  TCP_NODELAY: 1,
  SHUT_RD: 0,
  SHUT_WR: 1,
  SHUT_RDWR: 2,
  SOMAXCONN: 4096,
  AI_PASSIVE: 1,
};

export function socketModule(run: Interpreter): PyObject {
  const { machine } = run.process;
  return moduleOf(
    "socket",
    [
      waiting("gethostbyname", "host", function* (_, { host }) {
        return formatIp((yield* resolving(run, String(host), 4)).addresses[0] as Ip);
      }),
      waiting("gethostbyname_ex", "host", function* (_, { host }) {
        const { canonicalName, aliases, addresses } = yield* resolving(run, String(host), 4);
        return new PyTuple([canonicalName, new PyList([...aliases]), new PyList(addresses.map(formatIp))]);
      }),
      waiting("gethostbyaddr", "ip", hostByAddress),
      waiting("getfqdn", "name?", function* (_, { name }) {
        const host = name === undefined || name === "" ? machine.hostname : String(name);
        return (yield* resolve(machine, host)).canonicalName;
      }),
      waiting("getaddrinfo", "host port family? type? proto? flags?", addressInfo),
      waiting("create_connection", "address timeout? source_address?", createConnection),
      native("gethostname", "", () => machine.hostname),
      native("getservbyname", "name protocol?", ({ name, protocol }) => {
        const port = servicePort(String(name), protocol === "udp" ? "udp" : "tcp");
        if (port == null) throw raised("OSError", "service/proto not found");
        return BigInt(port);
      }),
    ],
    [
      ...Object.entries(CONSTANTS).map(([name, value]) => [name, BigInt(value)] as const),
      ["socket", SOCKET],
      ["gaierror", GAIERROR],
      ["timeout", exceptionType("TimeoutError")],
      ["error", exceptionType("OSError")],
    ],
  );
}

function* hostByAddress(run: Interpreter, { ip }: Given): Run<Value> {
  const address = parseIp(String(ip)) ?? ((yield* resolving(run, String(ip), 4)).addresses[0] as Ip);
  const name = yield* nameOfAddress(run.process.machine, address);
  if (name === null) throw osError("OSError", 1, "Unknown host");
  return new PyTuple([name, new PyList([]), new PyList([formatIp(address)])]);
}

function* addressInfo(run: Interpreter, { host, port, family, type, proto }: Given): Run<Value> {
  const wanted = whole(family, 0);
  const { addresses } = yield* resolving(
    run,
    String(host),
    wanted === AF_INET ? 4 : wanted === AF_INET6 ? 6 : undefined,
    ["RESOLVING"],
  );
  const number = typeof port === "string" && !/^\d+$/.test(port) ? (servicePort(port, "tcp") ?? 0) : Number(port ?? 0);
  const kinds = [
    [SOCK_STREAM, 6],
    [SOCK_DGRAM, 17],
    [3, 0],
  ].filter(
    ([kind, own]) =>
      (whole(type, 0) === 0 || kind === whole(type, 0)) && (whole(proto, 0) === 0 || own === whole(proto, 0)),
  );
  return new PyList(
    addresses.flatMap((ip) =>
      kinds.map(([kind = 0, own = 0]) => {
        const end = [formatIp(ip), BigInt(number), ...(typeof ip === "bigint" ? [0n, 0n] : [])];
        return new PyTuple([familyNumber(ip), BigInt(kind), BigInt(own), "", new PyTuple(end)]);
      }),
    ),
  );
}

function* createConnection(run: Interpreter, { address = null, timeout = null }: Given): Run<Value> {
  const { host, port } = addressOf(address, "create_connection");
  const timeoutUs = timeout === null ? null : Math.round(Number(timeout) * 1e6);
  return newSocket(yield* connectTo(run, { host, port, timeoutUs }), timeoutUs);
}
