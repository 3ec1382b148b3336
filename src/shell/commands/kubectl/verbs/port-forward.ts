/**
 * `kubectl port-forward`.
 *
 * Models: k8s.io/kubectl/pkg/cmd/portforward, k8s.io/client-go/tools/portforward
 */

import { parseIp } from "../../../../sim/core/ip.ts";
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { NetError } from "../../../../sim/net/net-error.ts";
import type { TcpListener } from "../../../../sim/net/socket/tcp-listener.ts";
import { Interrupted } from "../../../../sim/os/signal.ts";
import type { Command } from "../command.ts";
import { CommandError } from "../errors.ts";
import { duration, slice } from "../flags/flag.ts";
import type { Invocation } from "../invocation.ts";
import { type PortPair, parsePortPairs, portsForPod, portsForService } from "../pods/forward-ports.ts";
import { attachablePod, namedObject } from "../pods/pod-of.ts";
import { forward, type Listening } from "../streams/forwarder.ts";

export const PORT_FORWARD: Command = {
  name: "port-forward",
  summary: "Forward one or more local ports to a pod",
  usage: "TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]",
  flags: [slice("address", ["localhost"]), duration("pod-running-timeout", 60_000)],
  *run(call) {
    const { args, flags } = call;
    if (args.length < 2) throw call.usageError("TYPE/NAME and list of ports are required for port-forward");
    const object = yield* namedObject(call, [args[0] as string]);
    const pod = yield* attachablePod(call, object, flags.int("pod-running-timeout"));
    const words = args.slice(1);
    const ports = object.kind === "Service" ? portsForService(words, object, pod) : portsForPod(words, pod);
    const phase = pod.status?.phase ?? "";
    if (phase !== "Running")
      throw new CommandError(`unable to forward port because pod is not running. Current status=${phase}`);
    yield* forwardPorts(call, pod, parsePortPairs(ports));
  },
};

function* forwardPorts(call: Invocation, pod: Mutable, pairs: readonly PortPair[]): Run<void> {
  const { namespace, name } = pod.metadata;
  const response = yield* call.client.send("POST", `/api/v1/namespaces/${namespace}/pods/${name}/portforward`, {});
  if (response.type !== "port-forward")
    throw new CommandError("error upgrading connection: the server gave no connection");
  const listening: Listening[] = [];
  for (const pair of pairs) listening.push(...(yield* listenOn(call, pair)));
  if (listening.length === 0)
    throw new CommandError(
      `unable to listen on any of the requested ports: [${pairs.map(({ local, remote }) => `{${local} ${remote}}`).join(" ")}]`,
    );
  call.process.on("INT", "throw");
  try {
    yield* forward(call, listening, (port) => response.connect(port));
  } catch (error) {
    if (error instanceof Interrupted) return;
    throw error;
  } finally {
    for (const { listener } of listening) listener.close();
  }
}

/** What `localhost` stands for. One of the two is enough. */
const LOCALHOST: readonly string[] = ["127.0.0.1", "::1"];

function* listenOn(call: Invocation, pair: PortPair): Run<Listening[]> {
  const opened: Listening[] = [];
  const failures: string[] = [];
  for (const address of call.flags.list("address")) {
    const all = address === "localhost" ? LOCALHOST : [address];
    const errors: string[] = [];
    let port = pair.local;
    for (const one of all) {
      const listener = listenAt(call, one, port);
      if (typeof listener === "string") {
        errors.push(listenError(one, port, listener));
        continue;
      }
      port = listener.local.port;
      opened.push({ listener, remote: pair.remote });
      yield* call.print(`Forwarding from ${bracketed(one)}:${port} -> ${pair.remote}\n`);
    }
    if (errors.length === all.length) failures.push(...errors);
  }
  if (failures.length > 0)
    yield* call.printError(
      `Unable to listen on port ${pair.local}: Listeners failed to create with the following errors: [${failures.join(" ")}]\n`,
    );
  return opened;
}

/** A listener, or why there is none. */
function listenAt(call: Invocation, address: string, port: number): TcpListener | string {
  const ip = parseIp(address);
  if (ip === null) return `lookup ${address}: no such host`;
  try {
    return call.process.machine.network.sockets.listenTcp({ ip, port });
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    return `bind: ${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}`;
  }
}

function listenError(address: string, port: number, why: string): string {
  const family = address.includes(":") ? "tcp6" : "tcp4";
  return `unable to create listener: Error listen ${family} ${bracketed(address)}:${port}: ${why}`;
}

function bracketed(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}
