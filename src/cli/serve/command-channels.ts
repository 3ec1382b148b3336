/**
 * A program's streams as channels of one WebSocket: the first byte of every message says which.
 *
 * Models: staging/src/k8s.io/apimachinery/pkg/util/remotecommand/constants.go (v4 and v5.channel.k8s.io)
 */
import type { Duplex } from "node:stream";
import type { ContainerSession } from "../../sim/kube/api/backend.ts";
import { CommandRelay } from "./command-relay.ts";
import type { Pace } from "./pace.ts";
import { WebSocketConnection } from "./websocket.ts";

export const COMMAND_PROTOCOLS = ["v5.channel.k8s.io", "v4.channel.k8s.io"];

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;
const ERROR = 3;
const RESIZE = 4;
/** v5: the next byte names a channel on which the client will send no more. */
const CLOSE_CHANNEL = 255;

export interface CommandCall {
  readonly session: ContainerSession;
  readonly command: readonly string[];
  readonly pace: Pace;
}

export function serveCommandChannels(socket: Duplex, call: CommandCall): WebSocketConnection {
  const connection = new WebSocketConnection(socket, {
    onMessage: (data) => receive(relay, data),
    onClose: () => relay.clientGone(),
    onDrain: () => relay.resume(),
  });
  const { stdout, stderr } = call.session;
  // Something at once, so that the client knows the streams to be open.
  connection.send(Uint8Array.of(stdout !== null ? STDOUT : stderr !== null ? STDERR : ERROR));
  const relay = new CommandRelay(
    call.session,
    {
      get isFull() {
        return connection.isFull;
      },
      send: (to, data) => connection.send(Uint8Array.of(to === "stdout" ? STDOUT : STDERR), data),
      end: (status) => {
        connection.send(Uint8Array.of(ERROR), Buffer.from(JSON.stringify(status)));
        connection.close();
      },
    },
    call,
  );
  return connection;
}

function receive(relay: CommandRelay, data: Buffer): void {
  if (data[0] === STDIN) relay.input(data.subarray(1));
  else if (data[0] === CLOSE_CHANNEL && data[1] === STDIN) relay.endInput();
  else if (data[0] === RESIZE) resize(relay, data.subarray(1).toString());
}

export function resize(relay: CommandRelay, text: string): void {
  let size: { Width?: unknown; Height?: unknown } | null;
  try {
    size = JSON.parse(text);
  } catch {
    return;
  }
  relay.resize(Number(size?.Width), Number(size?.Height));
}
