/**
 * The programs of a control plane as containers.
 *
 * SIMPLIFIED: they only run; what they do is done by the simulated API server, controllers and scheduler beside them.
 */
import type { Image } from "../image.ts";
import { idle } from "../server.ts";

const VERSIONS = ["v1.36.2", "v1.36.1", "v1.36.0", "v1.35.0", "v1.34.0"];

function component(name: string, sizeBytes: number): Image {
  return {
    names: [`registry.k8s.io/${name}`],
    tags: VERSIONS,
    isPublished: true,
    sizeBytes,
    config: () => ({ entrypoint: [`/usr/local/bin/${name}`] }),
    files: () => ({ [`/usr/local/bin/${name}`]: { program: name } }),
    programs: { [name]: idle },
  };
}

const etcd: Image = {
  names: ["registry.k8s.io/etcd"],
  tags: ["3.6.6-0", "3.6.5-0", "3.6.4-0", "3.5.21-0"],
  isPublished: true,
  sizeBytes: 22_871_747,
  config: () => ({ entrypoint: ["/usr/local/bin/etcd"] }),
  files: () => ({ "/usr/local/bin/etcd": { program: "etcd" }, "/usr/local/bin/etcdctl": { program: "etcdctl" } }),
  programs: { etcd: idle },
};

export const controlPlane: readonly Image[] = [
  component("kube-apiserver", 27_061_991),
  component("kube-controller-manager", 22_819_474),
  component("kube-scheduler", 17_385_568),
  etcd,
];
