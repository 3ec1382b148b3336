/** What a JSONPath template is made of. Models: k8s.io/client-go/util/jsonpath/node.go */

export interface SliceBound {
  readonly value: number;
  readonly known: boolean;
  /** `[3]` means `[3:4]`: the end was not written. */
  readonly derived: boolean;
}

export type PathNode =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "list"; readonly nodes: PathNode[] }
  | { readonly type: "field"; readonly name: string }
  | { readonly type: "identifier"; readonly name: string }
  | { readonly type: "array"; readonly bounds: readonly [SliceBound, SliceBound, SliceBound] }
  | { readonly type: "filter"; readonly left: ListNode; readonly right: ListNode; readonly operator: string }
  | { readonly type: "int"; readonly value: number }
  | { readonly type: "float"; readonly value: number }
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "wildcard" }
  | { readonly type: "recursive" }
  | { readonly type: "union"; readonly lists: readonly ListNode[] };

export type ListNode = Extract<PathNode, { type: "list" }>;

export class JsonPathError extends Error {}
