/** The image of Kubernetes' own DNS page: BIND's tools on an old Debian, and no curl. */
import { debianFiles } from "../base/debian.ts";
import { tools } from "../base/tools.ts";
import type { Image } from "../image.ts";

export const jessieDnsutils: Image = {
  names: [
    "registry.k8s.io/e2e-test-images/jessie-dnsutils",
    "k8s.gcr.io/e2e-test-images/jessie-dnsutils",
    "ghcr.io/kubernetes-sigs/e2e-test-images/jessie-dnsutils",
  ],
  tags: ["1.3", "1.5", "1.7"],
  isPublished: true,
  sizeBytes: 99_800_219,
  config: () => ({ cmd: ["/bin/sh", "-c", "sleep infinity"] }),
  files: () => debianFiles("bullseye", { ...tools("/usr/bin", "dig host nslookup"), "/bin/ping": { program: "ping" } }),
};
