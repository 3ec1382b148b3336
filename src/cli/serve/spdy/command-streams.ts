/**
 * A program's streams as streams of one SPDY connection, as older clients want them.
 *
 * Models: pkg/kubelet/cri/streaming/remotecommand/httpstream.go (v4.channel.k8s.io)
 */
import { type CommandCall, resize } from "../command-channels.ts";
import { CommandRelay } from "../command-relay.ts";
import { SpdyConnection, type SpdyStream } from "./connection.ts";
import type { Link, LinkHandler } from "./link.ts";

export const SPDY_COMMAND_PROTOCOL = "v4.channel.k8s.io";

export interface WantedStreams {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly resize: boolean;
}

/** The program is heard when all the streams that the client announced are there. */
export function serveCommandStreams(
  open: (handler: LinkHandler) => Link,
  wanted: WantedStreams,
  call: CommandCall,
): void {
  const streams = new Map<string, SpdyStream>();
  const count = 1 + Object.values(wanted).filter(Boolean).length;
  let relay: CommandRelay | null = null;
  const connection = new SpdyConnection(open, {
    onStream: (stream) => {
      streams.set(stream.headers.get("streamtype") ?? "", stream);
      if (relay === null && streams.size === count) relay = startRelay(connection, streams, call);
    },
    onClose: () => (relay === null ? call.session.close() : relay.clientGone()),
    onDrain: () => relay?.resume(),
  });
}

function startRelay(
  connection: SpdyConnection,
  streams: ReadonlyMap<string, SpdyStream>,
  call: CommandCall,
): CommandRelay {
  const relay = new CommandRelay(
    call.session,
    {
      get isFull() {
        return connection.isFull;
      },
      send: (to, data) => streams.get(to)?.write(data),
      end: (status) => {
        streams.get("error")?.write(Buffer.from(JSON.stringify(status)));
        for (const stream of streams.values()) stream.end();
        connection.close();
      },
    },
    call,
  );
  const stdin = streams.get("stdin");
  if (stdin !== undefined) {
    stdin.onData = (data) => relay.input(data);
    stdin.onEnd = () => relay.endInput();
    stdin.onReset = () => relay.endInput();
  }
  const sizes = streams.get("resize");
  if (sizes !== undefined) sizes.onData = (data) => resizeAll(relay, data);
  return relay;
}

/** Sizes come as JSON, one after the other, and sometimes several at once. */
function resizeAll(relay: CommandRelay, data: Buffer): void {
  for (const line of data.toString().split("\n")) if (line !== "") resize(relay, line);
}
