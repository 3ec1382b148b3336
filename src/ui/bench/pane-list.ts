/** The panes beneath the terminal, in the order of their tabs. Another pane is its element and one line here. */
import type { BenchPane } from "./bench-pane.ts";

export interface PaneLine {
  readonly name: string;
  readonly label: string;
  readonly tag: string;
  /** Labs only. */
  readonly needsLab?: boolean;
  /** Shows the past too, when somebody looks back; the others stay with the present. */
  readonly looksBack?: boolean;
  /** Works also while nobody looks: loaded with the bench, the others when first shown. */
  readonly isAtOnce?: boolean;
  load(): Promise<new () => BenchPane>;
}

export const PANES: readonly PaneLine[] = [
  {
    name: "map",
    label: "Map",
    tag: "hop-map",
    looksBack: true,
    load: async () => (await import("../map/hop-map.ts")).HopMap,
  },
  {
    name: "trace",
    label: "Trace",
    tag: "hop-trace",
    looksBack: true,
    load: async () => (await import("../trace/hop-trace.ts")).HopTrace,
  },
  {
    name: "files",
    label: "Files",
    tag: "hop-files",
    looksBack: true,
    load: async () => (await import("../files/hop-files.ts")).HopFiles,
  },
  {
    name: "checks",
    label: "Lab",
    tag: "hop-checks",
    needsLab: true,
    isAtOnce: true,
    load: async () => (await import("../checks/hop-checks.ts")).HopChecks,
  },
];
