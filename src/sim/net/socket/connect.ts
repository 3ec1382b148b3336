/** The calls that wait: connecting and accepting, for programs written as generators. */
import type { Ip } from "../../core/ip.ts";
import type { Run } from "../../core/wait.ts";
import type { NetNamespace } from "../namespace.ts";
import { NetError } from "../net-error.ts";
import type { TcpListener } from "./tcp-listener.ts";
import type { TcpSocket } from "./tcp-socket.ts";

export interface ConnectWaitOptions {
  readonly to: Ip;
  readonly port: number;
  readonly from?: Ip | undefined;
  readonly fromPort?: number | undefined;
  /** Gives up with ETIMEDOUT after this; the kernel itself does so after about two minutes. */
  readonly timeoutUs?: number | undefined;
}

/** An established connection. Throws NetError; a task that is killed meanwhile leaves no connection behind. */
export function* connectTcp(namespace: NetNamespace, options: ConnectWaitOptions): Run<TcpSocket> {
  const { to, port, from, fromPort, timeoutUs } = options;
  const untilUs = timeoutUs === undefined ? undefined : namespace.clock.nowUs + timeoutUs;
  const socket = namespace.sockets.connectTcp({ to, port, from, fromPort });
  let done = false;
  try {
    while (socket.state === "SYN_SENT") {
      if (untilUs !== undefined && namespace.clock.nowUs >= untilUs) throw new NetError("ETIMEDOUT");
      yield untilUs === undefined ? { on: [socket.changed] } : { on: [socket.changed], untilUs };
    }
    if (socket.error !== null) throw socket.error;
    if (socket.state === "CLOSE") throw new NetError("ECONNABORTED");
    done = true;
    return socket;
  } finally {
    if (!done) socket.abort();
  }
}

/** One address after the other, as programs do that were given a name; throws what the last one failed with. */
export function* connectToAny(
  namespace: NetNamespace,
  { to, ...options }: Omit<ConnectWaitOptions, "to"> & { readonly to: readonly Ip[] },
): Run<TcpSocket> {
  let last = new NetError("EADDRNOTAVAIL");
  for (const address of to)
    try {
      return yield* connectTcp(namespace, { ...options, to: address });
    } catch (error) {
      if (!(error instanceof NetError)) throw error;
      last = error;
    }
  throw last;
}

/** The next connection; throws EINVAL when the listener is closed. */
export function* accept(listener: TcpListener): Run<TcpSocket> {
  for (;;) {
    const socket = listener.tryAccept();
    if (socket !== null) return socket;
    if (listener.isClosed) throw new NetError("EINVAL");
    yield { on: [listener.acceptable] };
  }
}
