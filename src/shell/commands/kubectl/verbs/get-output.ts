/** What `get` prints with where it is no table. Models: k8s.io/kubectl/pkg/cmd/get/get_flags.go */
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { OsError } from "../../../../sim/os/os-error.ts";
import { CommandError, TemplateFailure } from "../errors.ts";
import type { Invocation } from "../invocation.ts";
import { CustomColumns } from "../output/custom-columns.ts";
import { goMessage, noSuchFormat, type ObjectPrinter, objectPrinter, splitFormat } from "../output/formats.ts";
import { TabWriter } from "../output/tab-writer.ts";

/** For every output that is no table. */
export function getPrinter(call: Invocation): ObjectPrinter {
  const { flags } = call;
  const plain = objectPrinter(call);
  if (plain !== null) return plain;
  const { name, argument } = splitFormat(flags.text("output"), flags.text("template"));
  const columns = customColumns(call, name, argument);
  if (columns === null) throw noSuchFormat(flags.text("output"), true);
  const writer = new TabWriter();
  return (object: Mutable) => {
    try {
      columns.print(writer, object.kind === "List" ? { ...object, kind: "PodList" } : object);
    } catch (error) {
      throw error instanceof CommandError ? new TemplateFailure(writer.flush(), error.message) : error;
    }
    return writer.flush();
  };
}

function customColumns({ flags, process }: Invocation, name: string, argument: string): CustomColumns | null {
  const hasHeaders = !flags.bool("no-headers");
  if (name === "custom-columns") return CustomColumns.ofSpec(argument, hasHeaders);
  if (name !== "custom-columns-file") return null;
  if (argument === "") throw new CommandError("custom-columns format specified but no custom columns given");
  try {
    return CustomColumns.ofFile(process.machine.fs.readText(argument, process.cwd), hasHeaders);
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    throw new CommandError(`error reading template ${argument}, open ${argument}: ${goMessage(error)}\n`);
  }
}
