/** What an applet prints of itself. Models: busybox libbb/appletlib.c bb_show_usage() */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { busyboxBanner, isDebianBusybox } from "../flavour.ts";
import { DEBIAN_USAGES } from "./debian-usages.ts";
import { BUSYBOX_USAGES } from "./usages.ts";

/** With the words that come before in one write. */
export function* showUsage(process: Process): Run<number> {
  const [, applet = "", before = ""] = process.argv;
  const usages = isDebianBusybox(process) ? { ...BUSYBOX_USAGES, ...DEBIAN_USAGES } : BUSYBOX_USAGES;
  yield* process.printError(`${before}${busyboxBanner(process)}\n\nUsage: ${usages[applet] ?? `${applet} …\n`}`);
  return 0;
}
