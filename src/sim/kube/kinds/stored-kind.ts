/**
 * Kinds that are kept, listed, patched and printed, with nothing special about them yet.
 */

import { NAME_AND_AGE } from "./columns.ts";
import type { Kind, Subresource } from "./kind.ts";

type Given = Pick<Kind, "kind" | "resource"> & Partial<Kind>;

export function storedKind(given: Given): Kind {
  const subresources: readonly Subresource[] = given.subresources ?? [];
  return {
    group: "",
    version: "v1",
    singular: given.kind.toLowerCase(),
    shortNames: [],
    categories: [],
    namespaced: true,
    schema: undefined,
    hasGeneration: subresources.includes("status"),
    columns: NAME_AND_AGE,
    ...given,
    subresources,
  };
}
