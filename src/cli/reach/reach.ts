/** `hop reach`: who can talk to whom, on which ports, and which policy says so, from manifests alone. */
import { parseArgs } from "node:util";
import { homeFiles } from "../home-files.ts";
import { type Manifest, manifestsOf } from "../rpc/manifest.ts";
import { Refusal } from "../rpc/refusal.ts";
import { sessionSpec } from "../session-spec.ts";
import { UsageError } from "../usage-error.ts";
import { isOfInterest } from "./expand.ts";
import { reachJson } from "./reach-json.ts";
import { reachTable } from "./reach-table.ts";
import { reachable, type SourcedManifest } from "./reachable.ts";

const USAGE = `usage: hop reach [--cluster PROFILE] --files DIR [--json]

Reads the manifests in DIR and the folders below it (*.yaml, *.yml, *.json) and says for every workload which others it
may talk to, on which ports, and which rules of which NetworkPolicies say so; also with addresses outside. Workloads
without Pods get one from their template. PROFILE is kind unless said, as its network enforces policies.
PORTS is what the policies allow, whether or not anybody listens; - means that no policy isolates that side.
`;

export async function reach(args: readonly string[]): Promise<number> {
  const { values } = readArgs(args);
  if (values.help === true) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (values.files === undefined) throw new UsageError("reach: wants --files; see hop reach --help");
  const { profile } = sessionSpec({ cluster: values.cluster ?? "kind" });
  const found = reachable(profile, manifestsIn(values.files));
  process.stdout.write(values.json === true ? reachJson(profile, found) : reachTable(profile, found));
  return 0;
}

function manifestsIn(folder: string): SourcedManifest[] {
  const files = Object.entries(homeFiles(folder)).filter(([name]) => /\.(ya?ml|json)$/.test(name));
  const sorted = files.sort(([a], [b]) => (a < b ? -1 : 1));
  const sources = sorted.flatMap(([file, text]) => {
    try {
      const manifests = manifestsOf({ manifest: text }).filter(isOfInterest);
      return manifests.map((manifest) => ({ file, manifest: named(manifest) }));
    } catch (error) {
      if (error instanceof Refusal) throw new UsageError(`reach: --files: ${file}: ${firstLine(error.message)}`);
      throw error;
    }
  });
  if (sources.length === 0) throw new UsageError(`reach: --files: no workloads or policies in ${folder}`);
  return sources;
}

function named(manifest: Manifest): Manifest {
  if (typeof manifest.metadata?.name !== "string") throw new Refusal(`a ${manifest.kind} has no metadata.name`);
  return manifest;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] as string;
}

function readArgs(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    const options = { cluster: text, files: text, json: flag, help: { ...flag, short: "h" } } as const;
    return parseArgs({ args: [...args], options });
  } catch (error) {
    throw new UsageError(`reach: ${(error as Error).message}`);
  }
}
