/** Who may import whom. A layer sees what stands in its list and nothing else; everything points one way. */

export interface Layer {
  readonly name: string;
  /** The layers it may import. */
  readonly sees: readonly string[];
  /** The layers it may import types of, and nothing that runs. */
  readonly seesTypesOf: readonly string[];
  /** The npm packages it may import. */
  readonly packages: readonly string[];
}

const SIM = ["core", "net", "kube", "os", "node", "sim"];

export const LAYERS: readonly Layer[] = [
  { name: "core", sees: ["core"], seesTypesOf: [], packages: [] },
  { name: "net", sees: ["core", "net"], seesTypesOf: [], packages: [] },
  { name: "kube", sees: ["core", "kube"], seesTypesOf: [], packages: [] },
  { name: "os", sees: ["core", "net", "os"], seesTypesOf: [], packages: [] },
  { name: "node", sees: ["core", "net", "kube", "os", "node"], seesTypesOf: [], packages: [] },
  { name: "sim", sees: SIM, seesTypesOf: [], packages: [] },
  // The shell reaches a node only through the cluster's door, so that a command cannot touch what a learner could not.
  {
    name: "shell",
    sees: ["core", "net", "kube", "os", "sim", "shell"],
    seesTypesOf: ["node"],
    packages: ["yaml", "unbash"],
  },
  {
    name: "grade",
    sees: ["core", "net", "kube", "os", "sim", "shell", "grade"],
    seesTypesOf: ["node"],
    packages: ["yaml"],
  },
  { name: "labs", sees: ["grade", "labs"], seesTypesOf: [], packages: [] },
  { name: "content", sees: ["content", "grade"], seesTypesOf: [], packages: [] },
  { name: "cli", sees: [...SIM, "shell", "grade", "labs", "cli"], seesTypesOf: [], packages: ["yaml", "node:"] },
  // The engine's side of the worker: the only part of the page that runs the simulator.
  { name: "worker", sees: [...SIM, "shell", "grade", "labs", "worker"], seesTypesOf: [], packages: [] },
  { name: "styles", sees: [], seesTypesOf: [], packages: [] },
  {
    name: "ui",
    sees: ["ui", "styles"],
    seesTypesOf: [...SIM, "shell", "grade", "labs", "worker"],
    packages: ["lit", "@xterm/", "@codemirror/", "@lezer/"],
  },
  {
    name: "site",
    sees: ["ui", "content", "labs", "grade", "site"],
    seesTypesOf: [...SIM, "shell", "worker"],
    packages: ["astro", "node:"],
  },
];

/**
 * Files that stand open to every layer on the right of their own: the plugs of the control plane and of a node's runtime;
 * what puts an API server's answer into HTTP, which kubectl's proxy does as well; and what gives a program a terminal of
 * its own, which script(1) does as well.
 */
export const DOORS: readonly string[] = [
  "src/sim/node/api-transport.ts",
  "src/sim/node/runtime-plug.ts",
  "src/sim/node/api-endpoint/respond.ts",
  "src/sim/node/kubelet/exec-session.ts",
];

/** The layer that a file of the project belongs to; undefined for tests, scripts and configuration. */
export function layerOf(path: string): Layer | undefined {
  const name = layerName(path);
  return LAYERS.find((layer) => layer.name === name);
}

function layerName(path: string): string | undefined {
  const [top = "", second = "", third = ""] = path.split("/");
  if (top === "labs" || top === "content") return top;
  if (top !== "src") return undefined;
  if (second === "sim") return third.endsWith(".ts") ? "sim" : third;
  if (second === "ui") return third === "worker" ? "worker" : "ui";
  if (["pages", "layouts", "components", "content.config.ts"].includes(second)) return "site";
  return second;
}
