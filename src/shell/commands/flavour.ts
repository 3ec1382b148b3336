/**
 * One tool, two makers: GNU's and BusyBox's versions of a tool mostly do the same and say different things when they
 * cannot. What differs in every tool is here; what differs in one tool asks for `flavour.name` there.
 *
 * Models: coreutils lib/quotearg and src/system.h emit_try_help; busybox libbb/appletlib.c bb_show_usage
 */
import type { Run } from "../../sim/core/wait.ts";
import type { Process, Program } from "../../sim/os/process.ts";
import { AppletUsage, Failure, inOrder, tool, type Words } from "./failure.ts";
import { errorWords } from "./input.ts";
import { shellQuotedIfNeeded } from "./quoting.ts";

export interface Flavour {
  readonly name: "gnu" | "busybox";
  /** What follows a wrong option. */
  hint(process: Process): Words;
  /** `cat: nope: No such file or directory`, without the tool's name. */
  cannotOpen(path: string, error: unknown): string;
}

export const GNU: Flavour = {
  name: "gnu",
  hint: (process) => `Try '${process.argv[0]} --help' for more information.\n`,
  cannotOpen: (path, error) => `${shellQuotedIfNeeded(path)}: ${errorWords(error)}`,
};

/** The program that Debian's busybox package installs, as file trees name it. */
export const DEBIAN_BUSYBOX = "debian-busybox";

export const BUSYBOX: Flavour = {
  name: "busybox",
  hint: (process) => new AppletUsage(process.name),
  cannotOpen: (path, error) => `can't open '${path}': ${errorWords(error)}`,
};

/** Which of the two builds speaks: the image's own, or the one that Debian packages, with less in it. */
export function isDebianBusybox({ machine }: Process): boolean {
  const file = machine.fs.tryNode("/usr/bin/busybox");
  return file?.kind === "file" && file.program === DEBIAN_BUSYBOX;
}

export function busyboxBanner(process: Process): string {
  const build = isDebianBusybox(process)
    ? "v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1)"
    : "v1.37.0 (2026-11-20 10:06:44 UTC)";
  return `BusyBox ${build} multi-call binary.`;
}

/** A tool that speaks in either voice. It may raise Failure. */
export type FlavouredTool = (process: Process, flavour: Flavour) => Run<number>;

export function gnu(body: FlavouredTool): Program {
  return tool((process) => body(process, GNU));
}

/** The BusyBox applet made of the same tool; every applet knows `--help` as its first argument. */
export function applet(body: FlavouredTool): Program {
  return tool(function* (process) {
    if (process.argv[1] !== "--help") return yield* body(process, BUSYBOX);
    throw new Failure(new AppletUsage(process.name), 0);
  });
}

/** A wrong way to call the tool: GNU says what is wrong and gives a hint, BusyBox shows its usage and nothing else. */
export function wrongUsage(process: Process, flavour: Flavour, message: string, exitCode = 1): never {
  const words = flavour.name === "gnu" ? `${process.name}: ${message}\n` : "";
  throw new Failure(inOrder(words, flavour.hint(process)), exitCode);
}

/** As messages quote a value: curly in a UTF-8 locale, straight in the C locale. */
export function localeQuoted(process: Process, text: string): string {
  const locale = process.env.get("LC_ALL") || process.env.get("LC_CTYPE") || process.env.get("LANG") || "";
  return /utf-?8/i.test(locale) ? `‘${text}’` : `'${text}'`;
}
