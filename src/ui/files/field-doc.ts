/** What the API says of the field at a place of a manifest, for a pointer that rests there and for F1. */
import { type EditorView, hoverTooltip, type Tooltip } from "@codemirror/view";
import type { FieldView } from "../worker/files/file-protocol.ts";
import type { EditorDesk } from "./editor-desk.ts";
import { lineOf, placeAt } from "./yaml-place.ts";

export async function fieldAt(desk: EditorDesk, text: string, offset: number): Promise<FieldView | null> {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", offset);
  const line = lineOf(text.slice(start, end < 0 ? text.length : end));
  if (line === null || line.key === null) return null;
  const place = placeAt(text, start + line.column + line.key.length);
  if (place === null || place.apiVersion === null || place.kind === null) return null;
  return (await desk.fields(place.apiVersion, place.kind, [...place.path, line.key])).self;
}

export function hoverFrom(desk: EditorDesk) {
  return hoverTooltip(async (view: EditorView, offset): Promise<Tooltip | null> => {
    const field = await fieldAt(desk, view.state.doc.toString(), offset);
    if (field === null) return null;
    const line = view.state.doc.lineAt(offset);
    const pos = line.from + (lineOf(line.text)?.column ?? 0);
    return { pos, end: line.to, above: true, create: () => ({ dom: docOf(field) }) };
  });
}

/** As text, whoever wrote it: a custom resource's descriptions are anybody's. */
function docOf(field: FieldView): HTMLElement {
  const doc = document.createElement("div");
  doc.className = "field-doc";
  const head = document.createElement("p");
  const name = document.createElement("b");
  name.textContent = field.name;
  head.append(name, ` ${field.type}${field.isRequired ? ", required" : ""}`);
  doc.append(head);
  const rest = [field.text, field.values.length > 0 ? `One of: ${field.values.join(", ")}` : ""];
  for (const text of rest.filter((one) => one !== "")) {
    const paragraph = document.createElement("p");
    paragraph.textContent = text;
    doc.append(paragraph);
  }
  return doc;
}

export function docText({ name, type, isRequired, text, values }: FieldView): string {
  const oneOf = values.length > 0 ? ` One of: ${values.join(", ")}.` : "";
  return `${name} <${type}>${isRequired ? ", required" : ""}. ${text}${oneOf}`;
}
