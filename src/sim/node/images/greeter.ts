/** Services that are known by their port here: they take a connection, and speak as much of their protocol as is said. */
import { readSome, writeAll } from "../../core/stream-io.ts";
import { concatBytes, decodeUtf8, encodeUtf8 } from "../../core/utf8.ts";
import type { Run } from "../../core/wait.ts";
import type { TcpSocket } from "../../net/socket/tcp-socket.ts";

/** Line by line; null ends the connection. */
export function* converse(socket: TcpSocket, answer: (line: string) => string | null): Run<void> {
  let waiting: Uint8Array = new Uint8Array(0);
  for (;;) {
    const end = waiting.indexOf(10);
    if (end < 0) {
      const more = yield* readSome(socket);
      if (more === null) return;
      waiting = concatBytes([waiting, more]);
      continue;
    }
    const line = decodeUtf8(waiting.subarray(0, end)).replace(/\r$/, "");
    waiting = waiting.slice(end + 1);
    const reply = answer(line);
    if (reply === null) return;
    if (reply !== "" && !(yield* writeAll(socket, encodeUtf8(reply)))) return;
  }
}
