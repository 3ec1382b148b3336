/**
 * Forwarded connections as pairs of SPDY streams: one for data, one for what goes wrong.
 *
 * Models: pkg/kubelet/cri/streaming/portforward/httpstream.go (portforward.k8s.io)
 */
import { isStatus } from "../../../sim/kube/api/status.ts";
import type { PortForward } from "../port-channels.ts";
import { PortRelay } from "../port-relay.ts";
import { SpdyConnection, type SpdyStream } from "./connection.ts";
import type { Link, LinkHandler } from "./link.ts";

export const PORT_PROTOCOL = "portforward.k8s.io";
export const PORT_TUNNEL_PROTOCOL = "SPDY/3.1+portforward.k8s.io";

interface Pair {
  data: SpdyStream | null;
  error: SpdyStream | null;
}

export function servePortStreams(open: (handler: LinkHandler) => Link, forward: PortForward): void {
  const pairs = new Map<string, Pair>();
  const relays = new Set<PortRelay>();
  const connection = new SpdyConnection(open, {
    onStream: (stream) => {
      const id = stream.headers.get("requestid") ?? String(stream.id);
      const pair = pairs.get(id) ?? { data: null, error: null };
      pairs.set(id, pair);
      pair[stream.headers.get("streamtype") === "error" ? "error" : "data"] = stream;
      if (pair.data === null || pair.error === null) return;
      pairs.delete(id);
      const relay = startRelay(connection, { data: pair.data, error: pair.error }, forward);
      if (relay !== null) relays.add(relay);
    },
    onClose: () => {
      for (const relay of relays) relay.clientGone();
    },
    onDrain: () => {
      for (const relay of relays) relay.resume();
    },
  });
}

function startRelay(
  connection: SpdyConnection,
  { data, error }: { readonly data: SpdyStream; readonly error: SpdyStream },
  forward: PortForward,
): PortRelay | null {
  const port = Number(data.headers.get("port"));
  const fail = (message: string): void => {
    error.write(Buffer.from(forward.failure(port, message)));
    error.end();
    data.end();
  };
  const stream = forward.connect(port);
  if (isStatus(stream)) {
    fail(stream.message ?? "");
    return null;
  }
  const relay = new PortRelay(
    stream,
    {
      get isFull() {
        return connection.isFull;
      },
      send: (bytes) => data.write(bytes),
      end: () => {
        data.end();
        error.end();
      },
      fail,
    },
    forward.pace,
  );
  data.onData = (bytes) => relay.input(bytes);
  data.onEnd = () => relay.endInput();
  data.onReset = () => relay.clientGone();
  return relay;
}
