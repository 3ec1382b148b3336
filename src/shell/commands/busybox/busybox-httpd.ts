/** BusyBox's web server, as far as its usage: it serves nothing here, and says so. Models: busybox networking/httpd.c */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { notSimulated } from "../failure.ts";

// biome-ignore lint/correctness/useYield: it only refuses.
export function* busyboxHttpd(process: Process): Run<number> {
  return notSimulated(process, "serving files");
}
