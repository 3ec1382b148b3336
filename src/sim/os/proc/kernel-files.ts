/** The kernel's own files of a machine's file system. Models: proc(5) */
import type { Machine } from "../machine.ts";
import { seenProcesses } from "../process-view.ts";
import { ClassNetDirectory } from "./class-net.ts";
import { NetDirectory } from "./net-files.ts";
import { ProcDirectory } from "./pid-directories.ts";
import { type SysctlAccess, sysctlDirectory } from "./sysctl-files.ts";

export function mountKernelFiles(machine: Machine, access: SysctlAccess): void {
  const { fs, network } = machine;
  const fixed = { net: new NetDirectory(network), sys: sysctlDirectory(network, access) };
  fs.mount("/proc", new ProcDirectory(network, fixed, () => seenProcesses(machine)));
  fs.mount("/sys/class/net", new ClassNetDirectory(network));
}
