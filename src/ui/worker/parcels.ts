/**
 * What the page does not load before it is needed: programs in parcels that come whole. The names are known from the
 * start, because the files that name them are there from the start.
 */
import type { ProgramLine } from "../../shell/commands/program-line.ts";
import { NAMES as RARE_NAMES } from "../../shell/commands/rare.ts?names";

export interface Parcel {
  readonly names: readonly string[];
  load(): Promise<readonly ProgramLine[]>;
}

/** What Chromium says of a module that it could not fetch, and would not try to fetch again under the same address. */
const FAILED_ADDRESS = /https?:\S+\.js\b/;

export interface Parcels {
  readonly rare: Parcel;
  readonly whole: Parcel;
}

/** Loads a module; once that has failed, by another address each time. */
function retrying<T>(load: () => Promise<T>): () => Promise<T> {
  let address: string | undefined;
  let failures = 0;
  return async () => {
    try {
      return await (address === undefined
        ? load()
        : (import(/* @vite-ignore */ `${address}?${failures}`) as Promise<T>));
    } catch (error) {
      failures++;
      address ??= FAILED_ADDRESS.exec(String(error))?.[0];
      throw error;
    }
  };
}

const loadKubectl = retrying(() => import("../../shell/commands/kubectl/kubectl.ts"));
const loadRare = retrying(() => import("../../shell/commands/rare.ts"));

export const WHOLE_KUBECTL: Parcel = {
  names: ["kubectl"],
  load: async () => [["kubectl", (await loadKubectl()).kubectl]],
};

export const RARE_PROGRAMS: Parcel = { names: RARE_NAMES, load: async () => (await loadRare()).RARE };

export const PARCELS: Parcels = { rare: RARE_PROGRAMS, whole: WHOLE_KUBECTL };
