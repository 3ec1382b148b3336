/**
 * The JSONPath of a printer column: fields, indexes and one kind of filter.
 *
 * Models: staging/src/k8s.io/client-go/util/jsonpath, as columns use it
 * SIMPLIFIED: no recursive descent, slices, unions or comparisons other than equality.
 */
import { isObject, type JsonValue } from "../../api/objects.ts";

type Step = (values: readonly JsonValue[]) => readonly JsonValue[];

const STEP =
  /^(?:\.([\w-]+(?:\\\.[\w-]+)*)|\[["']([^"']+)["']\]|\[(-?\d+)\]|\[\*\]|\.\*|\[\?\(\s*@\.([\w.-]+)\s*==\s*["']([^"']*)["']\s*\)\])/;

const field =
  (name: string): Step =>
  (values) =>
    values.flatMap((value) => (isObject(value) && value[name] !== undefined ? [value[name]] : []));

const element =
  (index: number): Step =>
  (values) =>
    values.flatMap((value) => {
      const found = Array.isArray(value) ? (value.at(index) as JsonValue | undefined) : undefined;
      return found === undefined ? [] : [found];
    });

const every: Step = (values) =>
  values.flatMap((value) => (Array.isArray(value) ? value : isObject(value) ? Object.values(value) : []));

const filter =
  (path: string, wanted: string): Step =>
  (values) =>
    every(values).filter((value) => {
      const [found] = path.split(".").reduce<readonly JsonValue[]>((here, name) => field(name)(here), [value]);
      return found !== undefined && String(found) === wanted;
    });

/** Null when the text is no path that we understand. */
export function parseColumnPath(text: string): ((object: JsonValue) => readonly JsonValue[]) | null {
  const steps: Step[] = [];
  let rest = text;
  while (rest !== "") {
    const found = STEP.exec(rest);
    if (found === null) return null;
    const [all, name, quoted, index, filterPath, filterValue = ""] = found;
    if (name !== undefined) steps.push(field(name.replaceAll("\\.", ".")));
    else if (quoted !== undefined) steps.push(field(quoted.replaceAll("\\.", ".")));
    else if (index !== undefined) steps.push(element(Number(index)));
    else if (filterPath !== undefined) steps.push(filter(filterPath, filterValue));
    else steps.push(every);
    rest = rest.slice(all.length);
  }
  return (object) => steps.reduce<readonly JsonValue[]>((values, step) => step(values), [object]);
}
