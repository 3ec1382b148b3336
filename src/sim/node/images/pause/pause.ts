/** pause: holds a Pod's namespaces and sleeps. */
import type { Image } from "../image.ts";
import { idle } from "../server.ts";

export const pause: Image = {
  names: ["registry.k8s.io/pause", "k8s.gcr.io/pause", "docker.io/rancher/mirrored-pause"],
  tags: ["3.10.1", "3.10", "3.9", "3.8", "3.7", "3.6", "3.5", "3.2", "3.1", "latest"],
  isPublished: true,
  sizeBytes: 320_368,
  config: () => ({ entrypoint: ["/pause"], user: "65535" }),
  files: () => ({ "/pause": { program: "pause" } }),
  programs: { pause: idle },
};
