/** netshoot: every tool that one may want when a network does not work. */
import { alpineFiles } from "../base/alpine.ts";
import { tools } from "../base/tools.ts";
import type { Image } from "../image.ts";

const TOOLS = `bash curl dig drill ethtool fping host iftop ip iperf iperf3 iptables iptables-save ipvsadm jq mtr nc ncat nft
  ngrep nmap nping nslookup openssl ping socat ss strace tcpdump tcptraceroute telnet tracepath traceroute tshark conntrack bridge
  getent`;

export const netshoot: Image = {
  names: ["docker.io/nicolaka/netshoot", "ghcr.io/nicolaka/netshoot"],
  tags: ["latest", "v0.14", "v0.13", "v0.12", "v0.11"],
  isPublished: true,
  sizeBytes: 203_440_128,
  config: () => ({ cmd: ["zsh"], workingDir: "/root", env: { HOSTNAME: "netshoot" } }),
  files: () =>
    alpineFiles("3.22.2", {
      ...tools("/usr/bin", TOOLS),
      "/usr/bin/zsh": { program: ["zsh", "bash"] },
      "/bin/bash": { program: "bash" },
      "/bin/zsh": { program: ["zsh", "bash"] },
    }),
};
