/**
 * What the page does not load before it is needed: programs and parts of clusters, in parcels that come whole. The names are known from the
 * start, because the files that name them are there from the start.
 */
import { tool } from "../../shell/commands/failure.ts";
import type { ProgramLine } from "../../shell/commands/program-line.ts";
import { NAMES as RARE_NAMES } from "../../shell/commands/rare.ts?names";
import { NAMES as USUAL_NAMES } from "../../shell/commands/usual.ts?names";
import type { PartList } from "../../sim/node/parts/parts.ts";
import type { Program } from "../../sim/os/process.ts";

export interface ProgramParcel {
  readonly names: readonly string[];
  /** `beyond`: the kubectl that has more, for one that has less. */
  load(beyond: Program): Promise<readonly ProgramLine[]>;
}

export interface PartsParcel {
  readonly title: string;
  load(): Promise<PartList>;
}

export type Parcel = ProgramParcel | PartsParcel;

/** What Chromium says of a module that it could not fetch, and would not try to fetch again under the same address. */
const FAILED_ADDRESS = /https?:\S+\.js\b/;

export interface Parcels {
  readonly usual: ProgramParcel;
  readonly rare: ProgramParcel;
  readonly curl: ProgramParcel;
  readonly usualKubectl: ProgramParcel;
  readonly every: ProgramParcel;
  readonly whole: ProgramParcel;
  readonly parts: PartsParcel;
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

const loadCurl = retrying(() => import("../../shell/commands/curl/curl.ts"));
const loadEveryCommand = retrying(() => import("../../shell/commands/kubectl/every-command.ts"));
const loadKubectl = retrying(() => import("../../shell/commands/kubectl/kubectl.ts"));
const loadRareParts = retrying(() => import("../../sim/node/parts/rare.ts"));
const loadRare = retrying(() => import("../../shell/commands/rare.ts"));
const loadUsual = retrying(() => import("../../shell/commands/usual.ts"));
const loadUsualKubectl = retrying(() => import("../../shell/commands/kubectl/usual-commands.ts"));

export const USUAL_KUBECTL: ProgramParcel = {
  names: ["kubectl"],
  load: async (every) => [["kubectl", (await loadUsualKubectl()).usualKubectl(every)]],
};

export const EVERY_COMMAND: ProgramParcel = {
  names: ["kubectl"],
  load: async (whole) => [["kubectl", (await loadEveryCommand()).kubectlOfEveryCommand(whole)]],
};

export const WHOLE_KUBECTL: ProgramParcel = {
  names: ["kubectl"],
  load: async () => [["kubectl", (await loadKubectl()).kubectl]],
};

export const USUAL_PROGRAMS: ProgramParcel = { names: USUAL_NAMES, load: async () => (await loadUsual()).USUAL };

export const RARE_PROGRAMS: ProgramParcel = { names: RARE_NAMES, load: async () => (await loadRare()).RARE };

/** Lessons that use it use nothing else of the rare ones. */
export const CURL: ProgramParcel = {
  names: ["curl"],
  load: async () => [["curl", tool((await loadCurl()).curl)]],
};

export const RARE_PARTS: PartsParcel = {
  title: "the rest of the world",
  load: async () => (await loadRareParts()).RARE_PARTS,
};

export const PARCELS: Parcels = {
  usual: USUAL_PROGRAMS,
  rare: RARE_PROGRAMS,
  curl: CURL,
  usualKubectl: USUAL_KUBECTL,
  every: EVERY_COMMAND,
  whole: WHOLE_KUBECTL,
  parts: RARE_PARTS,
};
