/** The kernel's own files of a machine's file system. Models: proc(5) */
import type { NetNamespace } from "../../net/namespace.ts";
import type { Vfs } from "../vfs/vfs.ts";
import { conntrackFile } from "./conntrack-file.ts";
import { ipvsConnectionsFile, ipvsFile } from "./ipvs-files.ts";
import { type SysctlAccess, sysctlDirectory } from "./sysctl-files.ts";

export function mountKernelFiles(fs: Vfs, network: NetNamespace, access: SysctlAccess): void {
  fs.mount("/proc/sys", sysctlDirectory(network, access));
  fs.mount("/proc/net/nf_conntrack", conntrackFile(network));
  fs.mount("/proc/net/ip_vs", ipvsFile(network));
  fs.mount("/proc/net/ip_vs_conn", ipvsConnectionsFile(network));
}
