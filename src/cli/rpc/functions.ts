/** The pure functions of `fn`, by name. What they throw as an error of their own is the text of `refused`. */
import { JsonPath } from "../../shell/commands/kubectl/jsonpath/jsonpath.ts";
import { parseFieldSelector } from "../../sim/kube/api/field-selectors.ts";
import type { JsonObject, JsonValue, Labels } from "../../sim/kube/api/objects.ts";
import { applyJsonPatch } from "../../sim/kube/api/patch/json.ts";
import { type PatchSchema, patchSchemaFromOpenApi, patchSchemaOf } from "../../sim/kube/api/patch/patch-schema.ts";
import { applyStrategicPatch } from "../../sim/kube/api/patch/strategic.ts";
import { createThreeWayPatch, createTwoWayPatch } from "../../sim/kube/api/patch/strategic-diff.ts";
import { canonicalQuantity, milliValue, parseQuantity, wholeValue } from "../../sim/kube/api/quantity.ts";
import {
  LabelSelector,
  type LabelSelectorObject,
  newRequirement,
  parseLabelMap,
  parseSelector,
  type Requirement,
  selectorOf,
} from "../../sim/kube/api/selectors.ts";
import * as formats from "../../sim/kube/api/validation/formats.ts";
import { optionalRecord, optionalText, type Request, text } from "./fields.ts";

type PureFunction = (args: Request) => unknown;

const FORMATS: Readonly<Record<string, (value: string) => readonly string[]>> = {
  IsCIdentifier: formats.isCIdentifier,
  IsConfigMapKey: formats.isConfigMapKey,
  IsDNS1035Label: formats.isDNS1035Label,
  IsDNS1123Label: formats.isDNS1123Label,
  IsDNS1123Subdomain: formats.isDNS1123Subdomain,
  IsEnvVarName: formats.isEnvVarName,
  IsFullyQualifiedDomainName: formats.isFullyQualifiedDomainName,
  IsHTTPHeaderName: formats.isHTTPHeaderName,
  IsQualifiedName: formats.isQualifiedName,
  IsValidIP: formats.isValidIP,
  IsValidLabelValue: formats.isValidLabelValue,
  IsValidPercent: formats.isValidPercent,
  IsValidPortName: formats.isValidPortName,
  IsWildcardDNS1123Subdomain: formats.isWildcardDNS1123Subdomain,
};

export const FUNCTIONS: ReadonlyMap<string, PureFunction> = new Map<string, PureFunction>([
  ["labels.parse", (args) => parsed(parseSelector(text(args, "selector")))],
  ["labels.match", (args) => parseSelector(text(args, "selector")).matches(labelsIn(args, "labels"))],
  ["labels.format", (args) => new LabelSelector(args.requirements as Requirement[]).toString()],
  ["labels.requirement", requirement],
  ["labels.toMap", (args) => parseLabelMap(text(args, "selector"))],
  ["labels.fromObject", fromObject],
  ["fields.parse", (args) => ({ canonical: parseFieldSelector(text(args, "selector")).toString() })],
  [
    "fields.match",
    (args) => parseFieldSelector(text(args, "selector")).matches((field) => labelsIn(args, "fields")[field] ?? ""),
  ],
  [
    "jsonpath",
    (args) =>
      new JsonPath(text(args, "template"), { allowMissing: args.allowMissingKeys === true, keepOrder: true }).print(
        JSON.parse(text(args, "json")),
      ),
  ],
  ["patch.json", (args) => applyJsonPatch(args.doc as JsonValue, args.patch as JsonValue)],
  [
    "patch.strategic",
    (args) => applyStrategicPatch(objectIn(args, "original"), objectIn(args, "patch"), schemaIn(args)),
  ],
  ["patch.twoWay", (args) => createTwoWayPatch(objectIn(args, "original"), objectIn(args, "modified"), schemaIn(args))],
  ["patch.threeWay", threeWay],
  ["quantity", quantity],
  ["format.IsValidPortNum", (args) => formats.isValidPortNum(Number(args.value))],
  ...Object.entries(FORMATS).map(([name, check]): [string, PureFunction] => [
    `format.${name}`,
    (args) => check(text(args, "value")),
  ]),
]);

function parsed(selector: LabelSelector): unknown {
  return { requirements: selector.requirements, canonical: selector.toString() };
}

function requirement(args: Request): true {
  newRequirement(text(args, "key"), text(args, "operator"), (args.values ?? []) as string[]);
  return true;
}

function fromObject(args: Request): unknown {
  const selector = selectorOf(args.labelSelector as LabelSelectorObject | null);
  return selector.isNothing ? { matches: "nothing" } : { canonical: selector.toString() };
}

function threeWay(args: Request): JsonObject {
  return createThreeWayPatch(
    { original: objectIn(args, "original"), modified: objectIn(args, "modified"), current: objectIn(args, "current") },
    schemaIn(args),
  );
}

function quantity(args: Request): unknown {
  const written = text(args, "value");
  const value = parseQuantity(written);
  return {
    canonical: canonicalQuantity(written),
    format: value.format,
    value: String(wholeValue(value)),
    milliValue: String(milliValue(value)),
  };
}

function labelsIn(args: Request, field: string): Labels {
  return (optionalRecord(args, field) ?? {}) as Labels;
}

function objectIn(args: Request, field: string): JsonObject {
  return (optionalRecord(args, field) ?? {}) as JsonObject;
}

function schemaIn(args: Request): PatchSchema {
  const kind = optionalText(args, "kind");
  return kind === undefined ? patchSchemaFromOpenApi(objectIn(args, "schema")) : patchSchemaOf(kind);
}
