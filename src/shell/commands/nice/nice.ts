/** Programs that run others in another manner: `nice` and `nohup`. Models: coreutils src/nice.c, src/nohup.c */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { fail } from "../failure.ts";
import { type Flavour, localeQuoted, wrongUsage } from "../flavour.ts";
import { openFile } from "../input.ts";
import { parseOptions } from "../options.ts";
import { runCommand } from "../run-command.ts";

const FAILED = 125;

/** SIMPLIFIED: nothing here is scheduled by priority, so the adjustment is only read; `nice` alone prints 0. */
export function* nice(process: Process, flavour: Flavour): Run<number> {
  const [name = "", ...words] = process.argv;
  const argv = [name, ...words.map((word, i) => (i === 0 ? word.replace(/^-(-?\d+)$/, "-n$1") : word))];
  const options = parseOptions(
    process,
    { short: "n:", long: { "adjustment=": "n" }, stopsAtOperand: true, hint: flavour.hint(process), exitCode: FAILED },
    argv,
  );
  const adjustment = options.value("n") ?? "10";
  if (!/^[-+]?\d+$/.test(adjustment))
    return fail(process, `invalid adjustment ${localeQuoted(process, adjustment)}`, FAILED);
  if (options.operands.length > 0) return yield* runCommand(process, options.operands);
  yield* process.print("0\n");
  return 0;
}

/** SIGHUP is ignored, and what would go to the terminal goes to nohup.out. */
export function* nohup(process: Process, flavour: Flavour): Run<number> {
  const { operands } = parseOptions(process, {
    short: "",
    stopsAtOperand: true,
    hint: flavour.hint(process),
    exitCode: FAILED,
  });
  if (operands.length === 0) return wrongUsage(process, flavour, "missing operand", FAILED);
  process.on("HUP", "ignore");
  const terminal = process.tty?.stream;
  const isTerminal = (fd: number): boolean => terminal !== undefined && process.fds.get(fd)?.stream === terminal;
  if (isTerminal(1)) {
    const input = isTerminal(0) ? "ignoring input and " : "";
    const out = openFile(process, "nohup.out", "append");
    yield* process.printError(`nohup: ${input}appending output to 'nohup.out'\n`);
    const file = process.file(out);
    if (isTerminal(2)) process.setFile(2, file.dup());
    process.setFile(1, file.dup());
    process.closeFile(out);
  } else if (isTerminal(0)) yield* process.printError("nohup: ignoring input\n");
  if (isTerminal(0)) process.setFile(0, process.machine.open("/dev/null", "read", { process }));
  return yield* runCommand(process, operands);
}
