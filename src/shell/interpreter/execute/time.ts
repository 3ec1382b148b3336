/** `time`: how long a pipeline took. SIMPLIFIED: user time is the virtual CPU time of the shell; system time is 0. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Shell } from "../shell.ts";

export interface Times {
  readonly realUs: number;
  readonly userUs: number;
}

export function timesNow(shell: Shell): Times {
  return { realUs: shell.process.nowUs, userUs: shell.process.cpuUs };
}

export function* tellTimes(shell: Shell, before: Times, isPosix: boolean): Run<void> {
  const now = timesNow(shell);
  const real = now.realUs - before.realUs;
  const user = now.userUs - before.userUs;
  const format = shell.variables.get("TIMEFORMAT");
  if (format !== null && !isPosix) {
    if (format !== "") yield* shell.printError(`${formatted(format, real, user)}\n`);
  } else if (isPosix)
    yield* shell.printError(`real ${seconds(real, 2)}\nuser ${seconds(user, 2)}\nsys ${seconds(0, 2)}\n`);
  else yield* shell.printError(`\nreal\t${minutes(real, 3)}\nuser\t${minutes(user, 3)}\nsys\t${minutes(0, 3)}\n`);
}

function seconds(us: number, digits: number): string {
  const unit = [1_000_000, 100_000, 10_000, 1_000][digits] as number;
  const whole = Math.floor(us / 1_000_000);
  if (digits === 0) return String(whole);
  return `${whole}.${String(Math.floor((us % 1_000_000) / unit)).padStart(digits, "0")}`;
}

export function minutes(us: number, digits: number): string {
  return `${Math.floor(us / 60_000_000)}m${seconds(us % 60_000_000, digits)}s`;
}

function formatted(format: string, real: number, user: number): string {
  return format.replace(/%(?:(\d?)(l?)([RUS])|%|P)/g, (all, digits: string, long: string, what: string | undefined) => {
    if (what === undefined) return all === "%P" ? "100.00" : "%";
    const us = what === "R" ? real : what === "U" ? user : 0;
    const places = digits === "" ? 3 : Math.min(Number(digits), 3);
    return long === "l" ? minutes(us, places) : seconds(us, places);
  });
}
