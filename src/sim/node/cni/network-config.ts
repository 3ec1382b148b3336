/**
 * The configuration that the container runtime takes from `/etc/cni/net.d`: the first file by name that can be read.
 * Without one the node has no Pod network and is not ready.
 *
 * Models: containerd/go-cni opts.go loadFromConfDir, containerd internal/cri/server/status.go, pkg/kubelet/runtime.go
 * SIMPLIFIED: of its content only the plugins' types count; what they do is the CNI's of the cluster's profile.
 */
import { decodeUtf8 } from "../../core/utf8.ts";
import type { FileNode } from "../../os/vfs/node.ts";
import type { Vfs } from "../../os/vfs/vfs.ts";

const DIRECTORY = "/etc/cni/net.d";
const BINARIES = "/opt/cni/bin";

export const NETWORK_NOT_READY =
  "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized";

export interface NetworkConfig {
  readonly name: string;
  /** The `type` of each plugin, in the order in which they are called. */
  readonly plugins: readonly string[];
}

export function networkConfig(files: Vfs): NetworkConfig | null {
  if (!files.exists(DIRECTORY)) return null;
  for (const name of [...files.list(DIRECTORY)].sort()) {
    if (!/\.(conf|conflist|json)$/.test(name)) continue;
    const node = files.node(`${DIRECTORY}/${name}`);
    const config = node.kind === "file" ? configIn(node) : null;
    if (config !== null) return config;
  }
  return null;
}

interface Read {
  readonly revision: number;
  readonly config: NetworkConfig | null;
}

/** A kubelet looks every ten seconds, and for every Pod; the file hardly ever changes. */
const READ = new WeakMap<FileNode, Read>();

function configIn(file: FileNode): NetworkConfig | null {
  const { revision } = file;
  const known = READ.get(file);
  if (known?.revision === revision) return known.config;
  const config = parsed(decodeUtf8(file.bytes));
  READ.set(file, { revision, config });
  return config;
}

function parsed(text: string): NetworkConfig | null {
  try {
    const { name, type, plugins } = JSON.parse(text) as { name?: string; type?: string; plugins?: { type?: string }[] };
    const types = plugins === undefined ? [type] : plugins.map((plugin) => plugin.type);
    const known = types.filter((one) => one !== undefined);
    return name === undefined || known.length === 0 ? null : { name, plugins: known };
  } catch {
    return null;
  }
}

/** The first plugin whose program is not there. */
export function missingBinary(files: Vfs, { plugins }: NetworkConfig): string | null {
  return plugins.find((type) => !files.exists(`${BINARIES}/${type}`)) ?? null;
}

export function missingBinaryText(type: string): string {
  return `failed to find plugin "${type}" in path [${BINARIES}]`;
}
