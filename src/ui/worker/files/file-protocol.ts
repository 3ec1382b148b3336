/** What the page and the worker say to each other about files: plain data, part of the worker's protocol. */

/** Something in the home folder; its path is relative to that. */
export interface HomeEntry {
  readonly path: string;
  readonly isFolder: boolean;
  /** Another number once its content has changed. */
  readonly version: number;
}

/** A file as an editor has it; null: there is none. */
export type HomeText = { readonly text: string } | { readonly unreadable: string } | null;

export type EditorQuestion =
  /** What kubectl and the API server would say against a manifest. */
  | { readonly kind: "check"; readonly file: string; readonly text: string }
  | { readonly kind: "kinds" }
  /** The fields at a path of a kind (`[]` the object's own), and what is said of the path itself. */
  | {
      readonly kind: "fields";
      readonly apiVersion: string;
      readonly objectKind: string;
      readonly path: readonly string[];
    };

export type EditorAnswer =
  | { readonly kind: "check"; readonly complaints: readonly Complaint[] }
  | { readonly kind: "kinds"; readonly kinds: readonly KindView[] }
  | { readonly kind: "fields"; readonly self: FieldView | null; readonly fields: readonly FieldView[] };

export interface Complaint {
  /** Where the document begins that it is about: a line of the text, from 0. */
  readonly line: number;
  /** In the tool's own words, `Error from server …` and all. */
  readonly text: string;
}

export interface KindView {
  readonly apiVersion: string;
  readonly kind: string;
}

export interface FieldView {
  readonly name: string;
  /** As `kubectl explain` writes it: `[]Container`. */
  readonly type: string;
  readonly shape: "value" | "object" | "list" | "map";
  readonly isRequired: boolean;
  /** Which values it may have, where those can be counted. */
  readonly values: readonly string[];
  readonly text: string;
}
