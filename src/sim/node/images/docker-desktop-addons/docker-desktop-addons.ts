/** What Docker Desktop adds to its cluster: a provisioner of volumes and the one who opens ports. They only run. */
import type { Image } from "../image.ts";
import { idle } from "../server.ts";

function addon(name: string, program: string, sizeBytes: number): Image {
  return {
    names: [`docker.io/docker/${name}`],
    tags: ["v2.0", "v3.0", "v4.0", "latest"],
    isPublished: true,
    sizeBytes,
    config: () => ({ entrypoint: [`/${program}`] }),
    files: () => ({ [`/${program}`]: { program } }),
    programs: { [program]: idle },
  };
}

export const dockerDesktopAddons: readonly Image[] = [
  addon("desktop-storage-provisioner", "storage-provisioner", 41_500_000),
  addon("desktop-vpnkit-controller", "kube-vpnkit-forwarder", 36_200_000),
];
