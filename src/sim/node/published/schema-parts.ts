/** Structural schemas, shortly: a field whose name ends in `*` is required. */

export type Plain = { readonly [key: string]: unknown };

export function object(fields: Readonly<Record<string, Plain>>, more: Plain = {}): Plain {
  const names = Object.keys(fields);
  const required = names.filter((name) => name.endsWith("*")).map((name) => name.slice(0, -1));
  const properties = Object.fromEntries(names.map((name) => [name.replace(/\*$/, ""), fields[name]]));
  return { type: "object", ...(required.length === 0 ? {} : { required }), properties, ...more };
}

export function list(items: Plain, most: number, more: Plain = {}): Plain {
  return { type: "array", items, maxItems: most, ...more };
}

export function text(least: number, most: number, pattern?: string): Plain {
  return {
    type: "string",
    ...(least === 0 ? {} : { minLength: least }),
    maxLength: most,
    ...(pattern === undefined ? {} : { pattern }),
  };
}

export function oneOf(...values: readonly string[]): Plain {
  return { type: "string", enum: values };
}

export function whole(least: number, most?: number): Plain {
  return { type: "integer", minimum: least, ...(most === undefined ? {} : { maximum: most }) };
}

export function byDefault(schema: Plain, value: unknown): Plain {
  return { ...schema, default: value };
}

export type PrinterColumn = readonly [name: string, type: string, path: string, priority?: number];

export const AGE: PrinterColumn = ["Age", "date", ".metadata.creationTimestamp"];

export interface Version {
  readonly name: string;
  readonly spec: Plain;
  readonly isSpecRequired?: boolean;
  readonly status?: Plain;
  readonly columns: readonly PrinterColumn[];
  readonly deprecationWarning?: string;
}

/** One version of a CustomResourceDefinition. */
export function version(
  { name, spec, isSpecRequired = true, status, columns, deprecationWarning }: Version,
  storage: boolean,
): Plain {
  const string = { type: "string" };
  const fields = { apiVersion: string, kind: string, metadata: { type: "object" } };
  return {
    name,
    served: true,
    storage,
    ...(deprecationWarning === undefined ? {} : { deprecated: true, deprecationWarning }),
    ...(status === undefined ? {} : { subresources: { status: {} } }),
    additionalPrinterColumns: columns.map(([column, type, jsonPath, priority]) => ({
      name: column,
      type,
      jsonPath,
      ...(priority === undefined ? {} : { priority }),
    })),
    schema: {
      openAPIV3Schema: object({
        ...fields,
        [isSpecRequired ? "spec*" : "spec"]: spec,
        ...(status === undefined ? {} : { status }),
      }),
    },
  };
}
