/** `kubectl events`. Models: k8s.io/kubectl/pkg/cmd/events */

import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { Interrupted } from "../../../../sim/os/signal.ts";
import { apiVersionOf } from "../client/rest-mapper.ts";
import { nextEvent } from "../client/watch.ts";
import type { Command } from "../command.ts";
import { ageOf } from "../describe/description.ts";
import { CommandError, Exit } from "../errors.ts";
import { bool, slice, text } from "../flags/flag.ts";
import { ALL_NAMESPACES, CHUNK_SIZE, OUTPUT_FLAGS } from "../flags/shared.ts";
import type { Invocation } from "../invocation.ts";
import { escapeTerminal } from "../output/escape-terminal.ts";
import { noSuchFormat, type ObjectPrinter, objectPrinter } from "../output/formats.ts";
import { goSort } from "../output/go-sort.ts";
import { TabWriter } from "../output/tab-writer.ts";

export const EVENTS: Command = {
  name: "events",
  summary: "List events",
  usage:
    "[(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file] [--for TYPE/NAME] [--watch] [--types=Normal,Warning]",
  flags: [
    ALL_NAMESPACES,
    CHUNK_SIZE,
    ...OUTPUT_FLAGS,
    text("for"),
    bool("no-headers"),
    slice("types"),
    bool("watch/w"),
  ],
  *run(call) {
    const { flags } = call;
    const output = flags.text("output");
    const print = output === "" ? null : objectPrinter(call);
    if (output !== "" && print === null) throw noSuchFormat(output);
    const only = yield* selectorFor(call);
    if (!flags.list("types").every((type) => /^(normal|warning)$/i.test(type)))
      throw new CommandError("valid --types are Normal or Warning");
    const namespace = flags.bool("all-namespaces") ? "" : call.namespace;
    const path = namespace === "" ? "/api/v1/events" : `/api/v1/namespaces/${namespace}/events`;
    const query = only === "" ? [] : ([["fieldSelector", only]] as const);
    const table = new EventTable(call);
    if (flags.bool("watch")) yield* watchEvents(call, { path, query, table, print });
    else yield* listEvents(call, { path, query, table, print });
  },
};

interface Asked {
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly table: EventTable;
  readonly print: ObjectPrinter | null;
}

function* selectorFor(call: Invocation): Run<string> {
  const wanted = call.flags.text("for");
  if (wanted === "") return "";
  const parts = wanted.split("/");
  if (parts.length !== 2 || parts[0] === "" || parts[1] === "")
    throw new CommandError("--for must be in resource/name form");
  const mapping = (yield* call.mapper()).find(parts[0] as string);
  return `involvedObject.kind=${mapping.kind},involvedObject.apiVersion=${apiVersionOf(mapping)},involvedObject.name=${parts[1]}`;
}

function isWanted({ flags }: Invocation, event: Mutable): boolean {
  const types = flags.list("types");
  return types.length === 0 || types.some((type) => type.toLowerCase() === String(event.type).toLowerCase());
}

function* listEvents(call: Invocation, { path, query, table, print }: Asked): Run<void> {
  const list = yield* call.client.get(path, { query });
  const items = (list.items as Mutable[]).filter((event) => isWanted(call, event));
  if (items.length === 0)
    return yield* call.printError(
      call.flags.bool("all-namespaces") ? "No events found.\n" : `No events found in ${call.namespace} namespace.\n`,
    );
  const sorted = goSort(items, (a, b) => lastSeen(a) < lastSeen(b));
  const whole = sorted.map((event) => ({ apiVersion: "v1", kind: "Event", ...event }));
  if (print !== null)
    return yield* call.print(print({ apiVersion: "v1", kind: "EventList", metadata: list.metadata, items: whole }));
  yield* call.print(table.text(whole));
}

function lastSeen(event: Mutable): string {
  return event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? "";
}

function* watchEvents(call: Invocation, { path, query, table, print }: Asked): Run<void> {
  call.process.on("INT", "throw");
  const events = yield* call.client.watch(path, { query: [...query, ...call.watchQuery] });
  try {
    for (let next = yield* nextEvent(events); next !== null; next = yield* nextEvent(events))
      if (next.type !== "DELETED" && isWanted(call, next.object))
        yield* call.print(print === null ? table.text([next.object]) : print(next.object));
  } catch (error) {
    if (error instanceof Interrupted) throw new Exit(1);
    throw error;
  } finally {
    events.close();
  }
}

class EventTable {
  readonly #call: Invocation;
  readonly #writer = new TabWriter();
  #hasHeaders: boolean;

  constructor(call: Invocation) {
    this.#call = call;
    this.#hasHeaders = call.flags.bool("no-headers");
  }

  text(events: readonly Mutable[]): string {
    const all = this.#call.flags.bool("all-namespaces");
    if (!this.#hasHeaders)
      this.#writer.line([...(all ? ["NAMESPACE"] : []), "LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"]);
    this.#hasHeaders = true;
    for (const event of events)
      this.#writer.line([
        ...(all ? [event.metadata.namespace ?? ""] : []),
        intervalOf(event, this.#call.nowMs),
        event.type ?? "",
        event.reason ?? "",
        `${event.involvedObject?.kind ?? ""}/${event.involvedObject?.name ?? ""}`,
        escapeTerminal(String(event.message ?? "").trim()),
      ]);
    return this.#writer.flush();
  }
}

function intervalOf(event: Mutable, nowMs: number): string {
  const first = ageOf(event.eventTime ?? event.firstTimestamp, nowMs);
  if (event.series !== undefined && event.series !== null)
    return `${ageOf(event.series.lastObservedTime, nowMs)} (x${event.series.count} over ${first})`;
  return (event.count ?? 0) > 1 ? `${ageOf(event.lastTimestamp, nowMs)} (x${event.count} over ${first})` : first;
}
