/** Waiting for what a watch tells. */

import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import type { WatchEvent, WatchStream } from "../../../../sim/kube/api/request.ts";
import { type Status, StatusError } from "../../../../sim/kube/api/status.ts";

export interface ObjectEvent {
  readonly type: WatchEvent["type"];
  readonly object: Mutable;
}

/** The next change; null at the end of the watch, or when the deadline has passed. Bookmarks are passed over. */
export function* nextEvent(events: WatchStream, untilUs?: number): Run<ObjectEvent | null> {
  for (;;) {
    const next = events.tryNext();
    if (next === "eof") return null;
    if (next === "would-block") {
      const isLate = yield* sleepOn(events, untilUs);
      if (isLate) return null;
    } else if (next.type === "ERROR") throw new StatusError(next.object as Status);
    else if (next.type !== "BOOKMARK") return next;
  }
}

function* sleepOn(events: WatchStream, untilUs: number | undefined): Run<boolean> {
  if (untilUs === undefined) {
    yield { on: [events.readable] };
    return false;
  }
  let woken = false;
  const wake = (): void => {
    woken = true;
  };
  events.readable.add(wake);
  try {
    yield { on: [events.readable], untilUs };
  } finally {
    events.readable.remove(wake);
  }
  return !woken;
}
