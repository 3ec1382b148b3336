/** Answers that go on: a watch as lines of JSON, a log as it is written. */
import type { ServerResponse } from "node:http";
import type { Stream } from "../../sim/core/stream.ts";
import type { WatchStream } from "../../sim/kube/api/request.ts";
import type { Conversation, Pace } from "./pace.ts";

const CHUNK = 65_536;

/** Moves one piece; "ended" when there will be none. */
type Move = () => "moved" | "nothing" | "ended";

export function followEvents(outgoing: ServerResponse, events: WatchStream, pace: Pace): void {
  outgoing.writeHead(200, { "Content-Type": "application/json", "Cache-Control": "no-cache, private" });
  const move: Move = () => {
    const event = events.tryNext();
    if (event === "would-block") return "nothing";
    if (event === "eof") return "ended";
    outgoing.write(`${JSON.stringify(event)}\n`);
    return "moved";
  };
  follow(outgoing, { move, close: () => events.close() }, pace);
}

export function followLog(outgoing: ServerResponse, log: Stream, pace: Pace): void {
  outgoing.writeHead(200, { "Content-Type": "text/plain" });
  const move: Move = () => {
    const got = log.tryRead(CHUNK);
    if (got === "would-block") return "nothing";
    if (got === "eof") return "ended";
    outgoing.write(got);
    return "moved";
  };
  follow(outgoing, { move, close: () => log.close() }, pace);
}

function follow(outgoing: ServerResponse, source: { readonly move: Move; close(): void }, pace: Pace): void {
  outgoing.flushHeaders();
  let isOver = false;
  const finish = (): void => {
    if (isOver) return;
    isOver = true;
    source.close();
    pace.remove(conversation);
  };
  const conversation: Conversation = {
    needsTime: true,
    step: () => {
      if (isOver || outgoing.writableNeedDrain) return false;
      const moved = source.move();
      if (moved === "ended") {
        finish();
        outgoing.end();
      }
      return moved !== "nothing";
    },
  };
  outgoing.on("close", finish);
  outgoing.on("drain", () => pace.touch());
  pace.add(conversation);
}
