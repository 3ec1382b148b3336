/** What may happen to a server without being its fault: the other end went away, or spoke another language. */
import { NetError } from "../net-error.ts";
import { TlsError } from "../tls/tls-error.ts";
import { HttpError } from "./message.ts";

export function isExpected(error: unknown): boolean {
  return error instanceof NetError || error instanceof HttpError || error instanceof TlsError;
}
