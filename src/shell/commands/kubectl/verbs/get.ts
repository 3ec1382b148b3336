/**
 * `kubectl get`: objects as a table, or in any other form; with `-w` also what becomes of them.
 *
 * Models: k8s.io/kubectl/pkg/cmd/get/get.go
 */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { findResources, type Resources } from "../client/builder.ts";
import type { Info } from "../client/info.ts";
import { hasFiles, queryOf } from "../client/query.ts";
import type { Command } from "../command.ts";
import { CommandError, Exit, expected, hasStatusReason, throwAll } from "../errors.ts";
import { bool, slice, text } from "../flags/flag.ts";
import { ALL_NAMESPACES, CHUNK_SIZE, FIELD_SELECTOR, FILENAME_FLAGS, OUTPUT_FLAGS, SELECTOR } from "../flags/shared.ts";
import { type Invocation, klogHeader } from "../invocation.ts";
import { TabWriter } from "../output/tab-writer.ts";
import { TablePrinter } from "../output/table-printer.ts";
import { Unsortable } from "../output/unsortable.ts";
import { isTableOutput, TABLE_ACCEPT, tableOptions } from "./get-table.ts";

export const GET: Command = {
  name: "get",
  summary: "Display one or many resources",
  usage:
    "[(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file|custom-columns|custom-columns-file|wide] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]",
  flags: [
    ALL_NAMESPACES,
    CHUNK_SIZE,
    FIELD_SELECTOR,
    ...FILENAME_FLAGS,
    ...OUTPUT_FLAGS,
    SELECTOR,
    bool("ignore-not-found"),
    slice("label-columns/L"),
    bool("no-headers"),
    bool("output-watch-events"),
    text("raw"),
    bool("server-print", true),
    bool("show-kind"),
    bool("show-labels"),
    text("sort-by"),
    text("subresource"),
    bool("watch/w"),
    bool("watch-only"),
  ],
  *run(call) {
    const { flags } = call;
    if (flags.text("raw") !== "") return yield* getRaw(call);
    const watches = flags.bool("watch") || flags.bool("watch-only");
    if (watches && flags.text("sort-by") !== "")
      yield* call.printError(
        flags.bool("watch")
          ? "warning: --watch requested, --sort-by will be ignored for watch events received\n"
          : "warning: --watch-only requested, --sort-by will be ignored\n",
      );
    if (!watches && call.args.length === 0 && !hasFiles(call)) yield* failWithoutType(call);
    checkFlags(call);
    if (watches) yield* call.usual.watchResources(call);
    else yield* orFatal(call, getResources(call));
  },
};

/** A field that nothing can be sorted by ends kubectl in the middle of its work. */
function* orFatal(call: Invocation, work: Run<void>): Run<void> {
  try {
    yield* work;
  } catch (error) {
    if (!(error instanceof Unsortable)) throw error;
    yield* call.printError(`${klogHeader(call.process, "F")} sorter.go:375] ${error.message}\n`);
    throw new Exit(1);
  }
}

function* failWithoutType(call: Invocation): Run<never> {
  yield* call.printError(
    'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n',
  );
  throw call.usageError(
    'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).',
  );
}

function checkFlags({ flags }: Invocation): void {
  const output = flags.text("output");
  if (flags.bool("show-labels") && output !== "" && output !== "wide")
    throw new CommandError(`--show-labels option cannot be used with ${output} printer`);
  if (flags.list("label-columns").length > 0 && output.startsWith("custom-columns"))
    throw new CommandError(`--label-columns option cannot be used with ${output} printer`);
  if (flags.bool("output-watch-events") && !flags.bool("watch") && !flags.bool("watch-only"))
    throw new CommandError("--output-watch-events option can only be used with --watch or --watch-only");
}

function* getRaw(call: Invocation): Run<void> {
  const { flags } = call;
  if (call.args.length > 0) throw new CommandError("arguments may not be passed when --raw is specified");
  if (flags.bool("watch") || flags.bool("watch-only") || flags.text("selector") !== "")
    throw new CommandError(
      "--raw may not be specified with other flags that filter the server request or alter the output",
    );
  if (flags.text("output") !== "") throw new CommandError("--raw and --output are mutually exclusive");
  const raw = flags.text("raw");
  if (!raw.startsWith("/"))
    throw new CommandError(`--raw must be a valid URL path: parse "${raw}": invalid URI for request`);
  const [path, query = ""] = raw.split("?") as [string, string | undefined];
  const pairs = query.split("&").filter((pair) => pair !== "");
  yield* call.print(
    yield* call.client.raw("GET", path, {
      query: pairs.map((pair) => [pair.split("=")[0] as string, decodeURIComponent(pair.split("=")[1] ?? "")] as const),
    }),
  );
}

function* getResources(call: Invocation): Run<void> {
  const { flags } = call;
  const isTable = isTableOutput(call);
  const sortBy = flags.text("sort-by");
  const asTable = isTable && flags.bool("server-print");
  const found = yield* findResources(
    call,
    queryOf(call, {
      typeMeansAll: true,
      latest: true,
      subresource: flags.text("subresource"),
      ...(sortBy === "" ? {} : { chunkSize: 0 }),
      ...(asTable ? { accept: TABLE_ACCEPT } : {}),
      ...(asTable && sortBy !== "" ? { listQuery: [["includeObject", "Object"]] as const } : {}),
    }),
  );
  const errors = flags.bool("ignore-not-found")
    ? found.errors.filter((error) => !hasStatusReason(error, "NotFound"))
    : found.errors;
  if (isTable) yield* printTables(call, found.infos, errors);
  else yield* printGeneric(call, { ...found, errors });
}

function* printTables(call: Invocation, infos: readonly Info[], errors: readonly Error[]): Run<void> {
  const sorted = sortedInfos(call, infos);
  if (sorted === null) return yield* sayNothingFound(call, infos);
  const isMixed = new Set(sorted.map(({ mapping }) => mapping)).size > 1;
  const writer = new TabWriter();
  let output = "";
  let last: Info["mapping"] | null = null;
  let printer: TablePrinter | null = null;
  const flush = (): void => {
    const text = writer.flush();
    if (text === "") return;
    output += needsGap && output !== "" ? `\n${text}` : text;
    needsGap = false;
  };
  let needsGap = false;
  for (const info of sorted) {
    if (printer === null || info.mapping !== last) {
      flush();
      writer.forgetWidths();
      if (last !== null && !call.flags.bool("no-headers") && output !== "") needsGap = true;
      printer = new TablePrinter(tableOptions(call, info.mapping, isMixed));
      last = info.mapping;
    }
    printer.print(writer, info.object);
  }
  flush();
  if (output !== "") yield* call.print(output);
  else if (!call.flags.bool("ignore-not-found") && errors.length === 0) yield* sayNothingFound(call, sorted);
  throwAll(errors);
}

function* sayNothingFound(call: Invocation, infos: readonly Info[]): Run<void> {
  const isNamespaced = !call.flags.bool("all-namespaces") && infos.every(({ mapping }) => mapping.isNamespaced);
  yield* call.printError(
    isNamespaced ? `No resources found in ${call.namespace} namespace.\n` : "No resources found\n",
  );
}

/**
 * Several answers are put in order by what they are, even when each is a table; one table has its rows put in order.
 * Null when that one cannot be: kubectl loses the reason.
 */
function sortedInfos(call: Invocation, infos: readonly Info[]): readonly Info[] | null {
  const sortBy = call.flags.text("sort-by");
  if (sortBy === "" || infos.length === 0) return infos;
  const [only] = infos;
  if (infos.length > 1 || only?.object.kind !== "Table")
    return call.usual.sortByPath(infos, sortBy, ({ object }) => object);
  try {
    const rows = call.usual.sortByPath(only.object.rows ?? [], sortBy, (row: Mutable) => row.object);
    return [{ ...only, object: { ...only.object, rows } }];
  } catch (error) {
    expected(error);
    return null;
  }
}

function* printGeneric(call: Invocation, found: Resources): Run<void> {
  if (found.errors.length > 0 && found.isSingle) throwAll(found.errors);
  if (found.infos.length === 0 && call.flags.bool("ignore-not-found")) return throwAll(found.errors);
  const print = call.usual.getPrinter(call);
  const single = found.isSingle && found.infos.length === 1;
  let object: Mutable = (found.infos[0] as Info | undefined)?.object;
  if (!single)
    object = { apiVersion: "v1", kind: "List", metadata: { resourceVersion: "" }, items: sortedItems(call, found) };
  else if (Array.isArray(object.items) && String(object.kind).endsWith("List"))
    object = {
      apiVersion: "v1",
      kind: "List",
      metadata: { resourceVersion: object.metadata?.resourceVersion ?? "" },
      items: object.items,
    };
  yield* call.print(print(object));
  throwAll(found.errors);
}

function sortedItems(call: Invocation, found: Resources): Mutable[] {
  const items = found.infos.map(({ object }) => object);
  const sortBy = call.flags.text("sort-by");
  return sortBy === "" || items.length === 0 ? items : call.usual.sortByPath(items, sortBy, (item) => item);
}
