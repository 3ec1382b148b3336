/**
 * Forwarded ports as channels of one WebSocket: two for each port, for data and for what goes wrong.
 *
 * Models: pkg/kubelet/cri/streaming/portforward/websocket.go (v4.channel.k8s.io)
 */
import type { Duplex } from "node:stream";
import type { Stream } from "../../sim/core/stream.ts";
import { isStatus, type Status } from "../../sim/kube/api/status.ts";
import type { Pace } from "./pace.ts";
import { PortRelay } from "./port-relay.ts";
import { WebSocketConnection } from "./websocket.ts";

export const PORT_CHANNEL_PROTOCOL = "v4.channel.k8s.io";

export interface PortForward {
  connect(port: number): Stream | Status;
  /** What the kubelet says when it cannot reach a port. */
  failure(port: number, why: string): string;
  readonly pace: Pace;
}

export function servePortChannels(socket: Duplex, ports: readonly number[], forward: PortForward): WebSocketConnection {
  const relays: (PortRelay | null)[] = [];
  const connection = new WebSocketConnection(socket, {
    onMessage: (data) => {
      const channel = data[0] ?? 0;
      if (channel % 2 === 0) relays[channel / 2]?.input(data.subarray(1));
    },
    onClose: () => {
      for (const relay of relays) relay?.clientGone();
    },
    onDrain: () => {
      for (const relay of relays) relay?.resume();
    },
  });
  ports.forEach((port, index) => {
    const name = Buffer.alloc(2);
    name.writeUInt16LE(port);
    connection.send(Uint8Array.of(index * 2), name);
    connection.send(Uint8Array.of(index * 2 + 1), name);
    relays.push(startRelay(connection, { port, channel: index * 2 }, forward));
  });
  return connection;
}

function startRelay(
  connection: WebSocketConnection,
  { port, channel }: { readonly port: number; readonly channel: number },
  forward: PortForward,
): PortRelay | null {
  const fail = (why: string): void => {
    connection.send(Uint8Array.of(channel + 1), Buffer.from(forward.failure(port, why)));
    connection.close();
  };
  const stream = forward.connect(port);
  if (isStatus(stream)) {
    fail(stream.message ?? "");
    return null;
  }
  const client = {
    get isFull() {
      return connection.isFull;
    },
    send: (data: Uint8Array) => connection.send(Uint8Array.of(channel), data),
    end: () => connection.close(),
    fail,
  };
  return new PortRelay(stream, client, forward.pace);
}
