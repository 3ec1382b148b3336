/**
 * The server's side of TLS for everything here that speaks it: what a client that speaks plain HTTP is told differs.
 *
 * Models: Go net/http/server.go badRequestError, nginx ngx_http_ssl_handshake_handler
 */
import { writeAll } from "../../core/stream-io.ts";
import { encodeUtf8 } from "../../core/utf8.ts";
import type { Run } from "../../core/wait.ts";
import type { TcpSocket } from "../../net/socket/tcp-socket.ts";
import { acceptTls, type TlsServerOptions, type TlsServerSession } from "../../net/tls/server.ts";
import { TlsError } from "../../net/tls/tls-error.ts";

export type SecureOptions = Omit<TlsServerOptions, "versions"> & {
  readonly versions?: TlsServerOptions["versions"];
  /** What is said to a client that speaks no TLS. */
  readonly toPlain?: string;
};

/** Go's net/http. */
export const GO_TO_PLAIN = "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n";

/** Null when there was no handshake; whoever calls closes the socket. */
export function* secure(socket: TcpSocket, options: SecureOptions): Run<TlsServerSession | null> {
  try {
    return yield* acceptTls(socket, { versions: ["TLSv1.3", "TLSv1.2"], ...options });
  } catch (error) {
    if (!(error instanceof TlsError)) throw error;
    if (error.code === "not-tls" && options.toPlain !== undefined) yield* writeAll(socket, encodeUtf8(options.toPlain));
    return null;
  }
}
