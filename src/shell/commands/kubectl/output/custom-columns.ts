/** `-o custom-columns=NAME:.metadata.name`. Models: k8s.io/kubectl/pkg/cmd/get/customcolumn.go */
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { CommandError } from "../errors.ts";
import { JsonPath, relaxedPath } from "../jsonpath/jsonpath.ts";
import { JsonPathError } from "../jsonpath/node.ts";
import { escapeTerminal } from "./escape-terminal.ts";
import { goText } from "./go-syntax.ts";
import type { TabWriter } from "./tab-writer.ts";

export const BAD_PATH =
  "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'";

export class CustomColumns {
  readonly #headers: readonly string[];
  readonly #texts: readonly string[];
  readonly #hasHeaders: boolean;
  #isStarted = false;

  constructor(columns: readonly (readonly [header: string, path: string])[], hasHeaders: boolean) {
    this.#headers = columns.map(([header]) => header);
    this.#texts = columns.map(([, path]) => {
      const relaxed = relaxedPath(path);
      if (relaxed === null) throw new CommandError(BAD_PATH);
      return relaxed;
    });
    this.#hasHeaders = hasHeaders;
  }

  static ofSpec(spec: string, hasHeaders: boolean): CustomColumns {
    if (spec === "") throw new CommandError("custom-columns format specified but no custom columns given");
    return new CustomColumns(
      spec.split(",").map((part) => {
        const colon = part.indexOf(":");
        if (colon < 0)
          throw new CommandError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
        return [part.slice(0, colon), part.slice(colon + 1)] as const;
      }),
      hasHeaders,
    );
  }

  static ofFile(text: string, hasHeaders: boolean): CustomColumns {
    const expected =
      "Expected format is one line of space separated headers, one line of space separated column specs.";
    const [headerLine, specLine] = text.split("\n");
    if (headerLine === undefined || headerLine === "")
      throw new CommandError(`invalid template, missing header line. ${expected}`);
    if (specLine === undefined || specLine === "")
      throw new CommandError(`invalid template, missing spec line. ${expected}`);
    const headers = headerLine.trim().split(/\s+/);
    const specs = specLine.trim().split(/\s+/);
    if (headers.length !== specs.length)
      throw new CommandError(
        `number of headers (${headers.length}) and field specifications (${specs.length}) don't match`,
      );
    return new CustomColumns(
      headers.map((header, i) => [header, specs[i] as string] as const),
      hasHeaders,
    );
  }

  print(writer: TabWriter, object: Mutable): void {
    if (this.#hasHeaders && !this.#isStarted) writer.line(this.#headers);
    this.#isStarted = true;
    const paths = this.#texts.map(pathOf);
    const isList = Array.isArray(object?.items) && String(object.kind).endsWith("List");
    for (const item of isList ? object.items : [object]) writer.line(paths.map((path) => cellOf(path, item)));
  }
}

/** Read when the first object is printed, below the headers. */
function pathOf(text: string): JsonPath {
  try {
    return new JsonPath(text);
  } catch (error) {
    if (error instanceof JsonPathError) throw new CommandError(error.message);
    throw error;
  }
}

function cellOf(path: JsonPath, object: Mutable): string {
  const values = path.find(object);
  const texts = values.length === 0 || values[0]?.length === 0 ? ["<none>"] : [];
  return escapeTerminal([...texts, ...values.flat().map(goText)].join(","));
}
