/** A socket as a program holds it. Models: CPython 3.11 Modules/socketmodule.c */
import { formatIp, type Ip, parseIp } from "../../../../../sim/core/ip.ts";
import { readSome, writeAll } from "../../../../../sim/core/stream-io.ts";
import type { Run } from "../../../../../sim/core/wait.ts";
import { NetError } from "../../../../../sim/net/net-error.ts";
import { accept, connectTcp } from "../../../../../sim/net/socket/connect.ts";
import type { Endpoint } from "../../../../../sim/net/socket/endpoint.ts";
import { TcpListener } from "../../../../../sim/net/socket/tcp-listener.ts";
import { TcpSocket } from "../../../../../sim/net/socket/tcp-socket.ts";
import { UdpSocket } from "../../../../../sim/net/socket/udp-socket.ts";
import { withTimeout } from "../../../with-timeout.ts";
import { raised } from "../errors.ts";
import type { Interpreter } from "../interpreter.ts";
import { type Given, native, waiting, whole } from "../native.ts";
import { errnoOf } from "../system-errors.ts";
import { PyBytes, PyObject, PyTuple, PyType, typeName, type Value } from "../values.ts";
import { AF_INET6, addressOf, resolving, SOCK_DGRAM, timedOut } from "./addresses.ts";
import { typeWith } from "./module.ts";

/** What is behind it, as far as it has come. */
interface State {
  readonly family: 4 | 6;
  readonly isDatagram: boolean;
  socket: TcpSocket | TcpListener | UdpSocket | null;
  /** Where it was bound before it became anything. */
  bound: { readonly ip: Ip | undefined; readonly port: number } | null;
  timeoutUs: number | null;
}

function state({ self }: Given): State {
  return (self as PyObject).inner as State;
}

function* timed<T>(run: Interpreter, given: Given, work: Run<T>): Run<T> {
  const { timeoutUs } = state(given);
  if (timeoutUs === null) return yield* work;
  return yield* withTimeout(run.process, work, {
    timeoutUs,
    onTimeout: () => {
      throw timedOut();
    },
  });
}

function stream(given: Given): TcpSocket {
  const { socket } = state(given);
  if (socket instanceof TcpSocket) return socket;
  throw new NetError(socket === null ? "ENOTCONN" : "EINVAL");
}

function bytes({ data = null }: Given): Uint8Array {
  if (data instanceof PyBytes) return data.data;
  throw raised("TypeError", `a bytes-like object is required, not '${typeName(data)}'`);
}

function endOf({ ip, port }: Endpoint): Value {
  return new PyTuple([formatIp(ip), BigInt(port), ...(typeof ip === "bigint" ? [0n, 0n] : [])]);
}

function* connect(run: Interpreter, given: Given): Run<Value> {
  const own = state(given);
  const { host, port } = addressOf(given.address ?? null, "connect");
  const to = parseIp(host) ?? ((yield* resolving(run, host, own.family)).addresses[0] as Ip);
  if (own.isDatagram) {
    const socket = datagram(run, own);
    socket.connect(to, port);
    return null;
  }
  try {
    const { timeoutUs, bound } = own;
    own.socket = yield* connectTcp(run.process.machine.network, {
      to,
      port,
      from: bound?.ip,
      fromPort: bound?.port,
      timeoutUs: timeoutUs ?? undefined,
    });
  } catch (error) {
    throw error instanceof NetError && error.code === "ETIMEDOUT" && own.timeoutUs !== null ? timedOut() : error;
  }
  return null;
}

/** A number instead of an exception. */
function* connectEx(run: Interpreter, given: Given): Run<Value> {
  try {
    yield* connect(run, given);
    return 0n;
  } catch (error) {
    if (error instanceof NetError) return BigInt(errnoOf(error.code));
    if (state(given).timeoutUs !== null && error instanceof Error && error.message === "TimeoutError") return 11n;
    throw error;
  }
}

function datagram(run: Interpreter, own: State): UdpSocket {
  if (!(own.socket instanceof UdpSocket)) {
    const any = own.family === 6 ? 0n : undefined;
    own.socket = run.process.machine.network.sockets.bindUdp({ ip: own.bound?.ip ?? any, port: own.bound?.port });
  }
  return own.socket;
}

function* bind(run: Interpreter, given: Given): Run<Value> {
  const own = state(given);
  const { host, port } = addressOf(given.address ?? null, "bind");
  const ip =
    host === "" ? undefined : (parseIp(host) ?? ((yield* resolving(run, host, own.family)).addresses[0] as Ip));
  own.bound = { ip: ip ?? (own.family === 6 ? 0n : undefined), port };
  if (own.isDatagram) datagram(run, own);
  return null;
}

function* receive(run: Interpreter, given: Given): Run<Value> {
  const size = whole(given.bufsize, 0);
  if (state(given).isDatagram) return ((yield* receiveFrom(run, given)) as PyTuple).items[0] as Value;
  return new PyBytes((yield* timed(run, given, readSome(stream(given), size))) ?? new Uint8Array(0));
}

function* receiveFrom(run: Interpreter, given: Given): Run<Value> {
  const socket = datagram(run, state(given));
  const wait = function* (): Run<Value> {
    for (;;) {
      const got = socket.tryReceive();
      if (got instanceof NetError) throw got;
      if (got !== null) return new PyTuple([new PyBytes(got.data), endOf({ ip: got.from, port: got.fromPort })]);
      yield { on: [socket.readable] };
    }
  };
  return yield* timed(run, given, wait());
}

function* send(run: Interpreter, given: Given): Run<Value> {
  const data = bytes(given);
  const own = state(given);
  if (own.isDatagram) datagram(run, own).send(data);
  else if (!(yield* timed(run, given, writeAll(stream(given), data)))) throw new NetError("EPIPE");
  return BigInt(data.length);
}

function close(given: Given): null {
  state(given).socket?.close();
  return null;
}

const METHODS = [
  waiting("connect", "self address", connect),
  waiting("connect_ex", "self address", connectEx),
  waiting("bind", "self address", bind),
  waiting("listen", "self backlog?", function* (run, given) {
    yield* run.process.charge(1);
    const own = state(given);
    const { ip, port } = own.bound ?? { ip: undefined, port: 0 };
    own.socket = run.process.machine.network.sockets.listenTcp({ ip, port, backlog: whole(given.backlog, 128) });
    return null;
  }),
  waiting("accept", "self", function* (run, given) {
    const { socket } = state(given);
    if (!(socket instanceof TcpListener)) throw new NetError("EINVAL");
    const made = yield* timed(run, given, accept(socket));
    return new PyTuple([newSocket(made, null), endOf(made.remote)]);
  }),
  waiting("recv", "self bufsize", receive),
  waiting("recvfrom", "self bufsize", receiveFrom),
  waiting("send", "self data", send),
  waiting("sendall", "self data", function* (run, given) {
    yield* send(run, given);
    return null;
  }),
  waiting("sendto", "self data address", function* (run, given) {
    const own = state(given);
    const { host, port } = addressOf(given.address ?? null, "sendto");
    const to = parseIp(host) ?? ((yield* resolving(run, host, own.family)).addresses[0] as Ip);
    datagram(run, own).sendTo(to, port, bytes(given));
    return BigInt(bytes(given).length);
  }),
  native("close", "self", close),
  native("shutdown", "self how", (given) => {
    if (given.how !== 0n) stream(given).shutdownWrite();
    return null;
  }),
  native("settimeout", "self value", (given) => {
    state(given).timeoutUs = given.value == null ? null : Math.round(Number(given.value) * 1e6);
    return null;
  }),
  native("gettimeout", "self", (given) => {
    const { timeoutUs } = state(given);
    return timeoutUs === null ? null : timeoutUs / 1e6;
  }),
  native("setsockopt", "self level optname value", () => null),
  native("getsockname", "self", (given) => {
    const { socket, bound } = state(given);
    return endOf(socket?.local ?? { ip: bound?.ip ?? 0, port: bound?.port ?? 0 });
  }),
  native("getpeername", "self", (given) => {
    const { socket } = state(given);
    const remote = socket instanceof TcpListener ? null : (socket?.remote ?? null);
    if (remote === null) throw new NetError("ENOTCONN");
    return endOf(remote);
  }),
  native("__enter__", "self", ({ self = null }) => self),
  native("__exit__", "self a b c", close),
];

/** Calling it opens one. */
export const SOCKET: PyType = new PyType("socket", {
  module: "socket",
  make: waiting("socket", "family? type? proto?", function* (run, { family, type }) {
    yield* run.process.charge(1);
    const inner: State = {
      family: whole(family, 2) === AF_INET6 ? 6 : 4,
      isDatagram: whole(type, 1) === SOCK_DGRAM,
      socket: null,
      bound: null,
      timeoutUs: null,
    };
    return new PyObject(SOCKET, [], inner);
  }).body,
});
for (const [name, method] of typeWith("socket", "socket", METHODS).attributes) SOCKET.attributes.set(name, method);

export function newSocket(socket: TcpSocket, timeoutUs: number | null): PyObject {
  const family = typeof socket.local.ip === "bigint" ? 6 : 4;
  return new PyObject(SOCKET, [], { family, isDatagram: false, socket, bound: null, timeoutUs } satisfies State);
}
