/**
 * The container in which kindnetd runs: the node's agent for policies works as long as this program does, and without
 * it packets pass by the queue that nobody answers.
 *
 * Models: kubernetes-sigs/kind images/kindnetd/cmd/kindnetd/main.go
 * SIMPLIFIED: routes and masquerading are the node's and stay; the program logs nothing.
 */
import { POLICY_AGENT } from "../../policy/policy-agent.ts";
import { debianFiles } from "../base/debian.ts";
import type { Image } from "../image.ts";
import { idle } from "../server.ts";

export const kindnetd: Image = {
  names: ["docker.io/kindest/kindnetd"],
  tags: ["v20250512-df8de77b", "v20250214-acbabc1a", "v20241212-9f82dd49"],
  isPublished: true,
  sizeBytes: 44_375_501,
  config: () => ({ entrypoint: ["/bin/kindnetd"] }),
  files: () =>
    debianFiles("bookworm", {
      "/bin/kindnetd": { program: "kindnetd" },
      "/usr/sbin/iptables": { program: "iptables" },
      "/usr/sbin/iptables-save": { program: "iptables-save" },
    }),
  programs: {
    *kindnetd(process) {
      const agent = process.machine.plugged(POLICY_AGENT);
      agent?.start();
      try {
        return yield* idle(process);
      } finally {
        agent?.stop();
      }
    },
  },
};
