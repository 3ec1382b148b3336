/** Kernel settings by name. Models: procps-ng sysctl(8), busybox procps/sysctl.c. SIMPLIFIED: those of the network that this kernel has. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Sysctls } from "../../../sim/net/sysctls.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import type { Flavour } from "../flavour.ts";
import { parseOptions } from "../options.ts";

type Mutable = { -readonly [Key in keyof Sysctls]: Sysctls[Key] };

const KEYS: Readonly<Record<string, keyof Sysctls>> = {
  "net.bridge.bridge-nf-call-iptables": "bridgeNfCallIptables",
  "net.core.somaxconn": "somaxconn",
  "net.ipv4.conf.all.route_localnet": "routeLocalnet",
  "net.ipv4.conf.all.rp_filter": "rpFilter",
  "net.ipv4.icmp_echo_ignore_all": "icmpEchoIgnoreAll",
  "net.ipv4.ip_default_ttl": "ipDefaultTtl",
  "net.ipv4.ip_forward": "ipForward",
  "net.ipv4.ip_local_port_range": "ipLocalPortRange",
  "net.ipv4.tcp_fin_timeout": "tcpFinTimeoutSec",
  "net.ipv4.tcp_retries2": "tcpRetries2",
  "net.ipv4.tcp_syn_retries": "tcpSynRetries",
  "net.ipv4.tcp_synack_retries": "tcpSynackRetries",
  "net.netfilter.nf_conntrack_max": "nfConntrackMax",
  "net.netfilter.nf_conntrack_tcp_loose": "nfConntrackTcpLoose",
  "net.netfilter.nf_conntrack_tcp_timeout_close_wait": "nfConntrackTcpTimeoutCloseWaitSec",
  "net.netfilter.nf_conntrack_tcp_timeout_established": "nfConntrackTcpTimeoutEstablishedSec",
  "net.netfilter.nf_conntrack_udp_timeout": "nfConntrackUdpTimeoutSec",
  "net.netfilter.nf_conntrack_udp_timeout_stream": "nfConntrackUdpTimeoutStreamSec",
};

export function* sysctl(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "anewqN",
    long: { all: "a", values: "n", names: "N", ignore: "e", write: "w", quiet: "q" },
    refused: { short: "pAX", long: ["load", "system", "pattern"] },
    hint: flavour.hint(process),
  });
  const { sysctls } = process.machine.network;
  const words = options.has("a") ? Object.keys(KEYS) : options.operands;
  if (words.length === 0) throw new Failure(`${process.name}: no variables specified\n${flavour.hint(process)}`, 1);
  let exitCode = 0;
  for (const word of words) {
    const [name = "", value] = word.split("=").map((part) => part.trim());
    const key = KEYS[name.replaceAll("/", ".")];
    if (key === undefined) {
      if (!options.has("e"))
        yield* process.printError(
          `sysctl: cannot stat /proc/sys/${name.replaceAll(".", "/")}: No such file or directory\n`,
        );
      exitCode = 1;
      continue;
    }
    if (value !== undefined) set(sysctls as Mutable, key, value);
    const shown = textOf(sysctls[key]);
    if (!options.has("q"))
      yield* process.print(options.has("N") ? `${name}\n` : options.has("n") ? `${shown}\n` : `${name} = ${shown}\n`);
  }
  return exitCode;
}

function textOf(value: Sysctls[keyof Sysctls]): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  return typeof value === "number" ? String(value) : value.join("\t");
}

function set(sysctls: Mutable, key: keyof Sysctls, text: string): void {
  const before = sysctls[key];
  const value =
    typeof before === "boolean"
      ? text !== "0"
      : typeof before === "number"
        ? Number(text)
        : text.split(/\s+/).map(Number);
  Object.assign(sysctls, { [key]: value });
}
