/** Short honest pages: what a tool is for here, and where its own help is. Models: man-db. SIMPLIFIED: no manual pages but these lines. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";

const PAGES: Readonly<Record<string, string>> = {
  arping: "asks a neighbour on the link for its Ethernet address",
  bash: "the shell: runs commands, scripts and pipelines",
  bridge: "shows and changes bridges, their ports and forwarding entries",
  conntrack: "shows and changes the kernel's table of connections",
  crictl: "asks a node's container runtime about its Pods, containers and images",
  curl: "transfers data from or to a server",
  dig: "asks name servers, and shows the whole of their answers",
  ethtool: "shows what a network device is and what it has counted",
  host: "looks a name up",
  ip: "shows and changes addresses, links, routes, rules and neighbours",
  iptables: "shows and changes the kernel's packet filter and its address translation",
  ipvsadm: "shows and changes the kernel's virtual servers",
  journalctl: "shows the journal of a node's services",
  jq: "filters and changes JSON",
  kubectl: "controls a Kubernetes cluster; see kubectl help and kubectl explain",
  less: "shows a text a screenful at a time",
  nc: "opens, listens on and scans TCP and UDP ports",
  nft: "shows and changes nftables",
  nsenter: "runs a program in the namespaces of another process",
  nslookup: "looks names up, one after the other",
  openssl: "shows certificates and tries TLS connections",
  ping: "sends echo requests and counts the replies",
  ss: "shows sockets",
  ssh: "opens a shell on a node",
  sysctl: "shows and changes kernel settings",
  systemctl: "shows, starts and stops a node's services",
  tar: "makes archives, lists them and takes them apart",
  tcpdump: "shows the packets that pass a device",
  traceroute: "shows the routers on the way to a host",
  vi: "edits text",
};

export function* man(process: Process): Run<number> {
  const names = process.argv.slice(1).filter((word) => !/^(-|\d$)/.test(word));
  if (names.length === 0) throw new Failure("What manual page do you want?\nFor example, try 'man man'.\n", 1);
  let exitCode = 0;
  for (const name of names) {
    const page = PAGES[name === "vim" ? "vi" : name];
    if (page === undefined) {
      yield* process.printError(`No manual entry for ${name}\n`);
      exitCode = 16;
      continue;
    }
    const title = `${name.toUpperCase()}(1)`;
    yield* process.print(
      `${title}${"User Commands".padStart(45 - title.length + 7).padEnd(80 - title.length * 2)}${title}\n\nNAME\n       ${name} - ${page}\n\nDESCRIPTION\n       This is not the manual page of the real tool. What it prints for --help or -h,\n       and the real page on the web, tell more; what is not simulated says so.\n`,
    );
  }
  return exitCode;
}
