/** The kernel's own files of a machine's file system. Models: proc(5) */
import type { NetNamespace } from "../../net/namespace.ts";
import type { Vfs } from "../vfs/vfs.ts";

<<<<<<< Updated upstream

import { conntrackFile } from "./conntrack-file.ts";
import { ipvsConnectionsFile, ipvsFile } from "./ipvs-files.ts";

=======

import { ClassNetDirectory } from "./class-net.ts";
import { NetDirectory } from "./net-files.ts";

>>>>>>> Stashed changes

import { type SysctlAccess, sysctlDirectory } from "./sysctl-files.ts";

export function mountKernelFiles(fs: Vfs, network: NetNamespace, access: SysctlAccess): void {
  fs.mount("/proc/sys", sysctlDirectory(network, access));
<<<<<<< Updated upstream
  fs.mount("/proc/net/nf_conntrack", conntrackFile(network));
  fs.mount("/proc/net/ip_vs", ipvsFile(network));
  fs.mount("/proc/net/ip_vs_conn", ipvsConnectionsFile(network));
=======
  fs.mount("/proc/net", new NetDirectory(network));
  fs.mount("/sys/class/net", new ClassNetDirectory(network));
>>>>>>> Stashed changes
}
