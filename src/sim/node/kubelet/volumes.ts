/**
 * A Pod's volumes as directories that are put into its containers' trees. What comes from ConfigMaps and Secrets
 * follows them a minute later, all files at once.
 *
 * Models: pkg/volume/{emptydir,configmap,secret,downwardapi,projected,hostpath}, pkg/kubelet/volumemanager
 * SIMPLIFIED: no persistent volumes, CSI or inline cloud disks; a file from a volume has no `..data` link behind it.
 */
import { encodeUtf8 } from "../../core/utf8.ts";
import { serviceAccountToken } from "../../kube/api/service-account-token.ts";
import type { ConfigMap, KeyToPath, Pod, Secret, Volume, VolumeProjection } from "../../kube/schema/types.ts";
import { OsError } from "../../os/os-error.ts";
import { DirectoryNode, FileNode, type VfsNode } from "../../os/vfs/node.ts";
import type { Vfs } from "../../os/vfs/vfs.ts";
import { decodeBase64 } from "./base64.ts";
import { fieldOf, resourceFieldOf } from "./downward-api.ts";
import type { EnvironmentSources, PodPlace } from "./environment.ts";

export interface VolumeContext {
  readonly sources: EnvironmentSources;
  readonly nodeFiles: Vfs;
  readonly place: PodPlace;
  readonly nowMs: number;
}

/** Why a volume cannot be set up yet: the rest of `MountVolume.SetUp failed for volume "x" : `. */
export class MountError extends Error {}

/** A volume whose files come from elsewhere and may change there. */
export interface LiveVolume {
  readonly directory: DirectoryNode;
  /** `configmaps/NAME`, `secrets/NAME` */
  readonly from: readonly string[];
  /** It tells the Pod's address, which is not known when the volume is made. */
  readonly isAboutPod: boolean;
  read(context: VolumeContext): ReadonlyMap<string, Uint8Array>;
}

export interface MountedVolume {
  readonly node: VfsNode;
  readonly live: LiveVolume | null;
}

export function mountVolume(pod: Pod, volume: Volume, context: VolumeContext): MountedVolume {
  const { nowMs } = context;
  if (volume.emptyDir !== undefined || volume.ephemeral !== undefined)
    return { node: new DirectoryNode({ mode: 0o777, mtimeMs: nowMs }), live: null };
  if (volume.hostPath !== undefined) return { node: hostPath(volume.hostPath, context.nodeFiles), live: null };
  const reader = readerOf(pod, volume);
  if (reader === null) throw new MountError(`${sourceName(volume)} volumes are not simulated here`);
  const directory = new DirectoryNode({ mode: 0o777, mtimeMs: nowMs });
  const live: LiveVolume = { directory, ...reader };
  refreshVolume(live, context);
  return { node: directory, live };
}

export function refreshVolume(live: LiveVolume, context: VolumeContext): void {
  const entries = new Map<string, VfsNode>();
  for (const [path, bytes] of live.read(context)) {
    const parts = path.split("/");
    const name = parts.pop() as string;
    let into = entries;
    for (const part of parts) {
      const had = into.get(part);
      const directory = had?.kind === "directory" ? had : new DirectoryNode({ mtimeMs: context.nowMs });
      into.set(part, directory);
      into = directory.entries;
    }
    into.set(name, new FileNode(bytes, { mtimeMs: context.nowMs }));
  }
  live.directory.replace(entries);
  live.directory.readOnly = true;
}

type Reader = Pick<LiveVolume, "from" | "isAboutPod" | "read">;

function readerOf(pod: Pod, volume: Volume): Reader | null {
  const { configMap, secret, downwardAPI, projected } = volume;
  if (configMap !== undefined) return configMapReader(pod, configMap);
  if (secret !== undefined) return secretReader(pod, { ...secret, name: secret.secretName ?? "" });
  if (downwardAPI !== undefined) return downwardReader(pod, downwardAPI.items ?? []);
  if (projected !== undefined) {
    const readers = (projected.sources ?? []).map((source) => projectionReader(pod, source));
    return {
      from: readers.flatMap(({ from }) => from),
      isAboutPod: readers.some(({ isAboutPod }) => isAboutPod),
      read: (context) => new Map(readers.flatMap((reader) => [...reader.read(context)])),
    };
  }
  return null;
}

function projectionReader(pod: Pod, source: VolumeProjection): Reader {
  const { configMap, secret, downwardAPI, serviceAccountToken } = source;
  if (configMap !== undefined) return configMapReader(pod, configMap);
  if (secret !== undefined) return secretReader(pod, secret);
  if (downwardAPI !== undefined) return downwardReader(pod, downwardAPI.items ?? []);
  if (serviceAccountToken !== undefined)
    return { from: [], isAboutPod: false, read: () => new Map([[serviceAccountToken.path, encodeUtf8(tokenOf(pod))]]) };
  return { from: [], isAboutPod: false, read: () => new Map() };
}

type Named = { readonly name?: string; readonly items?: readonly KeyToPath[]; readonly optional?: boolean };

function configMapReader(pod: Pod, { name = "", items, optional }: Named): Reader {
  const namespace = pod.metadata.namespace ?? "default";
  return {
    from: [`configmaps/${namespace}/${name}`],
    isAboutPod: false,
    read: ({ sources }) => {
      const found: ConfigMap | undefined = sources.configMaps.get(namespace, name);
      if (found === undefined && optional !== true) throw new MountError(`configmap "${name}" not found`);
      const data = new Map<string, Uint8Array>();
      for (const [key, text] of Object.entries(found?.data ?? {})) data.set(key, encodeUtf8(text));
      for (const [key, text] of Object.entries(found?.binaryData ?? {})) data.set(key, decodeBase64(text));
      return chosen(data, items, { what: "ConfigMap", optional: optional === true });
    },
  };
}

function secretReader(pod: Pod, { name = "", items, optional }: Named): Reader {
  const namespace = pod.metadata.namespace ?? "default";
  return {
    from: [`secrets/${namespace}/${name}`],
    isAboutPod: false,
    read: ({ sources }) => {
      const found: Secret | undefined = sources.secrets.get(namespace, name);
      if (found === undefined && optional !== true) throw new MountError(`secret "${name}" not found`);
      const data = new Map(Object.entries(found?.data ?? {}).map(([key, text]) => [key, decodeBase64(text)]));
      return chosen(data, items, { what: "Secret", optional: optional === true });
    },
  };
}

function downwardReader(pod: Pod, items: readonly DownwardItem[]): Reader {
  return {
    from: [],
    isAboutPod: items.some(({ fieldRef }) => fieldRef?.fieldPath.startsWith("status.") === true),
    read: ({ place }) =>
      new Map(
        items.map(({ path, fieldRef, resourceFieldRef }) => [
          path,
          encodeUtf8(
            fieldRef !== undefined
              ? fieldOf(pod, fieldRef.fieldPath, place)
              : resourceFieldRef !== undefined
                ? resourceFieldOf(pod, resourceFieldRef, "")
                : "",
          ),
        ]),
      ),
  };
}

type DownwardItem = NonNullable<NonNullable<Volume["downwardAPI"]>["items"]>[number];

function chosen(
  data: ReadonlyMap<string, Uint8Array>,
  items: readonly KeyToPath[] | undefined,
  { what, optional }: { readonly what: string; readonly optional: boolean },
): ReadonlyMap<string, Uint8Array> {
  if (items === undefined || items.length === 0) return data;
  const out = new Map<string, Uint8Array>();
  for (const { key, path } of items) {
    const bytes = data.get(key);
    if (bytes !== undefined) out.set(path, bytes);
    else if (!optional) throw new MountError(`references non-existent ${what.toLowerCase()} key: ${key}`);
  }
  return out;
}

function hostPath({ path, type = "" }: NonNullable<Volume["hostPath"]>, files: Vfs): VfsNode {
  const found = files.tryNode(path);
  if (found !== undefined) {
    const wantsDirectory = type === "Directory" || type === "DirectoryOrCreate";
    if (wantsDirectory && found.kind !== "directory")
      throw new MountError(`hostPath type check failed: ${path} is not a directory`);
    if (type === "File" && found.kind !== "file")
      throw new MountError(`hostPath type check failed: ${path} is not a file`);
    return found;
  }
  if (type === "Directory") throw new MountError(`hostPath type check failed: ${path} is not a directory`);
  if (type === "File") throw new MountError(`hostPath type check failed: ${path} is not a file`);
  try {
    if (type === "FileOrCreate") return files.openForWriting(path);
    return files.makeDirectory(path, "/", { parents: true });
  } catch (error) {
    if (error instanceof OsError) throw new MountError(`mkdir ${path}: ${error.message.toLowerCase()}`);
    throw error;
  }
}

function tokenOf({ metadata, spec }: Pod): string {
  const { namespace = "default", name, uid = "" } = metadata;
  return serviceAccountToken({ namespace, name: spec.serviceAccountName ?? "default", pod: { name, uid } });
}

function sourceName(volume: Volume): string {
  return Object.keys(volume).find((key) => key !== "name") ?? "unknown";
}
