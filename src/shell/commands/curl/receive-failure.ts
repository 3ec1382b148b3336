/** What goes wrong after the request is sent, in curl's words. Models: curl 7.88.1 lib/transfer.c, lib/http.c */
import { HttpError } from "../../../sim/net/http/message.ts";
import type { ResponseHead } from "../../../sim/net/http/read.ts";
import { NetError } from "../../../sim/net/net-error.ts";
import type { TcpSocket } from "../../../sim/net/socket/tcp-socket.ts";
import { CurlError } from "./curl-error.ts";
import type { Progress } from "./progress-meter.ts";

interface Far {
  readonly head: ResponseHead | null;
  readonly progress: Progress;
}

/** Null for what is no failure of a transfer. */
export function receiveFailure(error: unknown, socket: TcpSocket, { head, progress }: Far): CurlError | null {
  if (error instanceof CurlError) return error;
  if (error instanceof NetError || socket.error !== null)
    return new CurlError(56, `Recv failure: ${(socket.error ?? (error as NetError)).message}`);
  if (!(error instanceof HttpError)) return null;
  if (error.code === "empty") return new CurlError(52, "Empty reply from server");
  const { total, downloaded } = progress;
  if (error.code === "incomplete" && head !== null)
    return new CurlError(
      18,
      total === null
        ? "transfer closed with outstanding read data remaining"
        : `transfer closed with ${total - downloaded} bytes remaining to read`,
    );
  if (error.code === "malformed" && head === null) return new CurlError(1, "Received HTTP/0.9 when not allowed");
  return new CurlError(8, "Weird server reply");
}
