/** What can stand where the cursor is: fields, kinds, versions and values, from the cluster itself. */
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import type { EditorView } from "@codemirror/view";
import type { FieldView } from "../worker/files/file-protocol.ts";
import type { EditorDesk } from "./editor-desk.ts";
import { placeAt, type YamlPlace } from "./yaml-place.ts";

/** Every object begins with these, whatever its kind. */
const HEADERS = ["apiVersion", "kind", "metadata"];
const WORD = /^[\w./-]*$/;

export function completionsFrom(desk: EditorDesk) {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const place = placeAt(context.state.doc.toString(), context.pos);
    if (place === null || !WORD.test(place.word)) return null;
    if (!context.explicit && place.word === "" && place.key === null) return null;
    const options = await (place.key === null ? keysAt(desk, place) : valuesAt(desk, place, place.key));
    return options.length === 0 ? null : { from: context.pos - place.word.length, options, validFor: WORD };
  };
}

async function keysAt(desk: EditorDesk, place: YamlPlace): Promise<Completion[]> {
  const { apiVersion, kind, path, present } = place;
  if (apiVersion === null || kind === null)
    return path.length > 0 ? [] : HEADERS.filter((name) => !present.includes(name)).map(headerCompletion);
  const { fields } = await desk.fields(apiVersion, kind, path);
  return fields
    .filter(({ name }) => !present.includes(name) && !(path.length === 0 && name === "status"))
    .map((field) => fieldCompletion(field, place.column));
}

function headerCompletion(label: string): Completion {
  return { label, type: "property", apply: label === "metadata" ? "metadata:\n  name: " : `${label}: ` };
}

function fieldCompletion(field: FieldView, column: number): Completion {
  const inner = `\n${" ".repeat(column + 2)}`;
  const after = { value: " ", object: inner, map: inner, list: `${inner}- ` }[field.shape];
  return {
    label: field.name,
    type: "property",
    detail: field.isRequired ? `${field.type}, required` : field.type,
    info: field.text,
    apply: `${field.name}:${after}`,
    boost: field.isRequired ? 2 : /Read-only/.test(field.text) ? -2 : 0,
  };
}

async function valuesAt(desk: EditorDesk, place: YamlPlace, key: string): Promise<Completion[]> {
  const { apiVersion, kind, path } = place;
  if (path.length === 0 && key === "apiVersion") {
    const kinds = (await desk.kinds()).filter((one) => kind === null || one.kind === kind);
    return [...new Set(kinds.map((one) => one.apiVersion))].map((label) => ({ label, type: "enum" }));
  }
  if (path.length === 0 && key === "kind") return kindsFor(desk, apiVersion);
  if (apiVersion === null || kind === null) return [];
  const { self } = await desk.fields(apiVersion, kind, [...path, key]);
  return (self?.values ?? []).filter((value) => value !== "").map((label) => ({ label, type: "enum" }));
}

/** Where no version is said yet, the kind brings its own along, in a line above. */
async function kindsFor(desk: EditorDesk, apiVersion: string | null): Promise<Completion[]> {
  const all = await desk.kinds();
  const isKnown = all.some((one) => one.apiVersion === apiVersion);
  return all
    .filter((one) => !isKnown || one.apiVersion === apiVersion)
    .map((one) => ({
      label: one.kind,
      detail: one.apiVersion,
      type: "class",
      apply: apiVersion === null ? withVersion(one.apiVersion) : one.kind,
    }));
}

function withVersion(apiVersion: string) {
  return (view: EditorView, completion: Completion, from: number, to: number): void => {
    const { from: lineStart } = view.state.doc.lineAt(from);
    const line = `apiVersion: ${apiVersion}\n`;
    view.dispatch({
      changes: [
        { from: lineStart, insert: line },
        { from, to, insert: completion.label },
      ],
      selection: { anchor: from + line.length + completion.label.length },
      userEvent: "input.complete",
    });
  };
}
