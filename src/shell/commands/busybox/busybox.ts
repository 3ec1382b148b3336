/** BusyBox itself: runs the applet that its first argument names. Models: busybox libbb/appletlib.c busybox_main() */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { busyboxBanner } from "../flavour.ts";

const HEAD = `BusyBox is copyrighted by many authors between 1998-2015.
Licensed under GPLv2. See source distribution for detailed
copyright notices.

Usage: busybox [function [arguments]...]
   or: busybox --list[-full]
   or: busybox --show SCRIPT
   or: busybox --install [-s] [DIR]
   or: function [arguments]...

	BusyBox is a multi-call binary that combines many common Unix
	utilities into a single executable.  Most people will create a
	link to busybox for each function they wish to use and BusyBox
	will act like whatever it was invoked as.

Currently defined functions:
`;
const PREFIX = "busybox-";

export function* busybox(process: Process): Run<number> {
  const { programs } = process.machine;
  const applets = [...programs.keys()]
    .filter((id) => id.startsWith(PREFIX) && !/^busybox-\d/.test(id))
    .map((id) => id.slice(PREFIX.length));
  const [applet, ...args] = process.argv.slice(1);
  if (applet === undefined || applet === "--help") {
    yield* process.print(`${busyboxBanner(process)}\n${HEAD}\t${applets.sort().join(", ")}\n\n`);
    return 0;
  }
  if (applet === "--list") {
    yield* process.print(
      applets
        .sort()
        .map((name) => `${name}\n`)
        .join(""),
    );
    return 0;
  }
  const program =
    programs.get(PREFIX + applet) ?? (applet === "sh" ? (programs.get("ash") ?? programs.get("dash")) : undefined);
  if (program === undefined) {
    yield* process.printError(`${applet}: applet not found\n`);
    return 127;
  }
  process.argv = [applet, ...args];
  return yield* program(process);
}
