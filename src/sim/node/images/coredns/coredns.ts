/** CoreDNS: one binary and nothing else, not even a shell. */
import { coreDns } from "../../dns/coredns.ts";
import type { Image } from "../image.ts";

export const coredns: Image = {
  names: ["registry.k8s.io/coredns/coredns", "docker.io/coredns/coredns"],
  tags: ["v1.13.1", "v1.13.0", "v1.12.1", "v1.12.0", "v1.11.3", "latest", "1.13.1"],
  isPublished: true,
  sizeBytes: 23_552_874,
  config: () => ({ entrypoint: ["/coredns"], workingDir: "/" }),
  files: () => ({ "/coredns": { program: "coredns" }, "/etc/ssl/certs/": "" }),
  programs: { coredns: coreDns },
};
