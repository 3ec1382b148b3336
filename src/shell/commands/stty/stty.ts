/** How the terminal behaves, as far as it can: size, echo, raw and sane. Models: coreutils src/stty.c, busybox coreutils/stty.c */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import { type Flavour, wrongUsage } from "../flavour.ts";
import { isTerminal } from "../kubectl/terminal.ts";

export function* stty(process: Process, flavour: Flavour): Run<number> {
  const { tty } = process;
  if (tty === null || !isTerminal(process, 0))
    throw new Failure(
      flavour.name === "gnu"
        ? "stty: 'standard input': Inappropriate ioctl for device\n"
        : "stty: standard input: Not a tty\n",
      1,
    );
  const words = process.argv.slice(1);
  if (words.length === 0 || words[0] === "-a") {
    const { canonical, echo, signals } = tty.mode;
    const on = (name: string, is: boolean): string => `${is ? "" : "-"}${name}`;
    const size =
      words[0] === "-a"
        ? `speed 38400 baud; rows ${tty.rows}; columns ${tty.columns}; line = 0;\nintr = ^C; quit = ^\\; erase = ^?; kill = ^U; eof = ^D; susp = ^Z;\n`
        : "speed 38400 baud; line = 0;\n";
    yield* process.print(`${size}${on("isig", signals)} ${on("icanon", canonical)} ${on("echo", echo)} opost\n`);
    return 0;
  }
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === "size") yield* process.print(`${tty.rows} ${tty.columns}\n`);
    else if (word === "echo" || word === "-echo") tty.mode = { ...tty.mode, echo: word === "echo" };
    else if (word === "raw") tty.makeRaw();
    else if (word === "sane" || word === "cooked" || word === "-raw")
      tty.mode = { canonical: true, echo: true, signals: true, postProcess: true };
    else if (word === "rows") tty.resize(tty.columns, Number(words.shift()));
    else if (word === "cols" || word === "columns") tty.resize(Number(words.shift()), tty.rows);
    else if (word === "icanon" || word === "-icanon") tty.mode = { ...tty.mode, canonical: word === "icanon" };
    else wrongUsage(process, flavour, `invalid argument '${word}'`);
  }
  return 0;
}
