/**
 * `kubectl get -w`: what there is, and then every change as it comes.
 *
 * Models: k8s.io/kubectl/pkg/cmd/get/get.go (watch)
 */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { Interrupted } from "../../../../sim/os/signal.ts";
import { findResources } from "../client/builder.ts";
import type { Info } from "../client/info.ts";
import { queryOf } from "../client/query.ts";
import { pathOf } from "../client/rest-mapper.ts";
import { nextEvent } from "../client/watch.ts";
import { CommandError, Exit, hasStatusReason, throwAll } from "../errors.ts";
import type { Invocation } from "../invocation.ts";
import { withoutManagedFields } from "../output/formats.ts";
import { compactJson, quoteJson } from "../output/json.ts";
import { TabWriter } from "../output/tab-writer.ts";
import { TablePrinter } from "../output/table-printer.ts";
import { getPrinter } from "./get-output.ts";
import { isTableOutput, TABLE_ACCEPT, tableOptions } from "./get-table.ts";

export function* watchResources(call: Invocation): Run<void> {
  call.process.on("INT", "throw");
  try {
    yield* watch(call);
  } catch (error) {
    if (error instanceof Interrupted) throw new Exit(1);
    throw error;
  }
}

function* watch(call: Invocation): Run<void> {
  const { flags } = call;
  const isTable = isTableOutput(call);
  const found = yield* findResources(
    call,
    queryOf(call, {
      typeMeansAll: true,
      latest: true,
      singleType: true,
      keepLists: true,
      stopAtError: true,
      ...(isTable ? { accept: TABLE_ACCEPT } : {}),
    }),
  );
  if (flags.bool("ignore-not-found") && found.errors.some((error) => hasStatusReason(error, "NotFound"))) return;
  throwAll(found.errors);
  const [info] = found.infos as [Info];
  const show = shower(call, info, isTable);
  // Several that have no names are the chunks of one list.
  if (found.infos.length > 1 && found.infos.some(({ name }) => name !== "")) {
    const text = found.infos.map(({ object }) => show(object, "ADDED", false)).join("");
    if (!flags.bool("watch-only")) yield* call.print(text + show(null, "", true));
    throw new CommandError("you may only watch a single resource or type of resource at a time");
  }
  if (!flags.bool("watch-only")) {
    const shown = found.infos.flatMap(({ object }) => itemsOf(object));
    const text = shown.map((item) => show(item, "ADDED", false)).join("");
    if (text !== "" || isTable) yield* call.print(text + show(null, "", true));
  }
  yield* follow(call, info, { isTable, show });
}

/** A Table is one thing to print; a list of another form is its items. */
function itemsOf(object: Mutable): readonly Mutable[] {
  if (object.kind === "Table") return [object];
  return Array.isArray(object.items) ? object.items : [object];
}

type Shower = (object: Mutable, event: string, flush: boolean) => string;

function shower(call: Invocation, info: Info, isTable: boolean): Shower {
  const withEvents = call.flags.bool("output-watch-events");
  if (!isTable) {
    // An event as JSON is one line, with the type first.
    if (withEvents && call.flags.text("output").toLowerCase() === "json")
      return (object, type) => (object === null ? "" : eventLine(type, withoutManagedFields(object)));
    const print = getPrinter(call);
    return (object, event) =>
      object === null ? "" : print(withEvents ? { type: event, object: { ...object } } : object);
  }
  const writer = new TabWriter();
  const printer = new TablePrinter(tableOptions(call, info.mapping, false));
  return (object, event, flush) => {
    if (object !== null) printer.print(writer, object, withEvents ? event : undefined);
    return flush ? writer.flush() : "";
  };
}

function eventLine(type: string, object: Mutable): string {
  return `{"type":${quoteJson(type)},"object":${compactJson(object)}}\n`;
}

function* follow(
  call: Invocation,
  info: Info,
  { isTable, show }: { readonly isTable: boolean; readonly show: Shower },
): Run<void> {
  const isList = info.name === "";
  const query: (readonly [string, string])[] = [];
  if (isList) query.push(["resourceVersion", info.object.metadata?.resourceVersion ?? "0"]);
  else query.push(["fieldSelector", `metadata.name=${info.name}`], ["resourceVersion", "0"]);
  for (const [flag, parameter] of [
    ["selector", "labelSelector"],
    ["field-selector", "fieldSelector"],
  ] as const)
    if (call.flags.text(flag) !== "") query.push([parameter, call.flags.text(flag)]);
  const namespace = call.flags.bool("all-namespaces") ? "" : info.namespace;
  const events = yield* call.client.watch(pathOf(info.mapping, namespace), {
    query: [...query, ...call.watchQuery],
    ...(isTable ? { accept: TABLE_ACCEPT } : {}),
  });
  // A watch of one object begins with that object, which has been shown already.
  let isSkipped = !isList;
  try {
    for (let event = yield* nextEvent(events); event !== null; event = yield* nextEvent(events)) {
      if (isSkipped) isSkipped = false;
      else yield* call.print(show(event.object, event.type, true));
    }
  } finally {
    events.close();
  }
}
