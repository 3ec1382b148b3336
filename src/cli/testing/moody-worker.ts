/** For tests: a process that one order is the end of. */
import { workOff } from "../in-processes.ts";

workOff((order: string): string => {
  if (order === "end") process.exit(3);
  return order.toUpperCase();
});
