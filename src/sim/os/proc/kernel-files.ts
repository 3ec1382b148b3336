/** The kernel's own files of a machine's file system. Models: proc(5) */
import type { NetNamespace } from "../../net/namespace.ts";
import type { Vfs } from "../vfs/vfs.ts";
import { ClassNetDirectory } from "./class-net.ts";
import { NetDirectory } from "./net-files.ts";
import { type SysctlAccess, sysctlDirectory } from "./sysctl-files.ts";

export function mountKernelFiles(fs: Vfs, network: NetNamespace, access: SysctlAccess): void {
  fs.mount("/proc/sys", sysctlDirectory(network, access));
  fs.mount("/proc/net", new NetDirectory(network));
  fs.mount("/sys/class/net", new ClassNetDirectory(network));
}
