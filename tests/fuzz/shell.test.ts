/**
 * Random scripts and random keys for the shell: whatever is typed, it answers in its own words, ends or can be ended,
 * and touches nothing outside its machine. The seed is fixed, so a failure repeats; FUZZ=100000 for the long run.
 */
import { expect, test } from "vitest";
import { given, openTerminal, runProgram } from "../../src/shell/testing/given.ts";
import { Prng } from "../../src/sim/core/prng.ts";
import type { Machine } from "../../src/sim/os/machine.ts";
import { madeSnippets } from "../bash/grammar.ts";

const INPUTS = Number(process.env.FUZZ ?? 1_500);
/** A machine is used for so many, so that what one leaves behind meets the next. */
const PER_MACHINE = 100;
const MAX_SECONDS = 0.1;
const STEP_EVENTS = 200_000;

const TOKENS = [
  ..."; & | && || ( ) { } [[ ]] (( )) < > >> << <<< <( >( $( ` ' \" \\ $ ${ $(( # ! ~ * ? [ ] = + - @ % ^ , : 0 1 -1 \n \t é \u0000 \u{1f600}".split(
    " ",
  ),
  "\n",
  ..."if then else elif fi for in do done while until case esac select function time coproc".split(" "),
  ..."echo cat read printf test eval source exec exit return break continue shift set unset export declare local trap wait kill jobs fg bg".split(
    " ",
  ),
  ..."cd pwd pushd popd getopts mapfile shopt alias type command builtin hash history let umask ulimit true false".split(
    " ",
  ),
  ..."grep sed awk sort head tail wc tr cut xargs find ls seq tee jq sleep yes env bash sh timeout".split(" "),
  ..."x a[1] a[@] $x $@ $* $# $? $$ $! $- ${x} ${a[@]} ${#x} ${x:-y} ${!x} x=1 a=(1 2) a[x]=3 $((1+1)) {1..3} {a,b}".split(
    " ",
  ),
  "/tmp/f",
  "/dev/null",
  "/proc/self/status",
  "__proto__",
  "constructor",
  "../../..",
  "99999999999999999999",
  "%s%n%d",
  "-e",
  "-n",
  "--",
  "2>&1",
  "<<E\nx\nE\n",
];
const KEYS = [
  "\r",
  "\t",
  "\t\t",
  "\x7f",
  "\x01",
  "\x05",
  "\x0b",
  "\x15",
  "\x17",
  "\x19",
  "\x12",
  "\x03",
  "\x04",
  "\x1a",
  "\x0c",
  "\x1b",
  "\x1b[A",
  "\x1b[B",
  "\x1b[C",
  "\x1b[D",
  "\x1b[200~",
  "\x1b[201~",
  "\x1bb",
  "\x1bf",
  "\x1bd",
  "\x1b.",
  "\x1b[3~",
  "\x1b[999;999H",
  "\x16",
  "\x18\x05",
  "!!",
  "!$",
  "^a^b",
  "é",
  "\u{1f600}",
];

const SNIPPETS = [...madeSnippets().values()].flat();

class Fuzzer {
  readonly #prng: Prng;
  readonly #snippets: readonly string[];
  readonly #machine: Machine = given.machine({ files: { "in.txt": "one\ntwo\n" } });

  constructor(seed: number) {
    this.#prng = new Prng(seed);
    this.#snippets = SNIPPETS;
  }

  step(): void {
    const input = this.#prng.chance(1, 8) ? this.#keys() : this.#script();
    const before = Object.getOwnPropertyNames(globalThis).length;
    try {
      if (input.kind === "keys") this.#type(input.text);
      else this.#run(input.text);
    } catch (error) {
      throw new Error(`${input.kind} ${JSON.stringify(input.text)}: ${(error as Error).stack}`);
    }
    const after = Object.getOwnPropertyNames(globalThis).length;
    if (after !== before || Object.keys(Object.prototype).length > 0)
      throw new Error(`${JSON.stringify(input.text)} left something in the host`);
  }

  #run(script: string): void {
    const machine = this.#machine;
    const { program } = machine.executable(`/bin/${this.#prng.pick(["bash", "bash", "bash", "dash", "ash"])}`, {
      cwd: "/",
    });
    const { stderr, exitCode } = runProgram(machine, program, {
      argv: ["sh", "-c", script],
      stdin: "first line\nsecond\n",
      maxSeconds: MAX_SECONDS,
    });
    checkWords(stderr);
    if (!(Number.isInteger(exitCode) && exitCode >= 0 && exitCode <= 255)) throw new Error(`exits with ${exitCode}`);
  }

  #type(keys: string): void {
    const { clock } = this.#machine;
    const terminal = openTerminal(this.#machine);
    let shown = "";
    terminal.onOutput((bytes) => {
      shown += new TextDecoder().decode(bytes);
    });
    terminal.input(new TextEncoder().encode(keys));
    const untilUs = clock.nowUs + MAX_SECONDS * 1_000_000;
    if (clock.runUntil(untilUs, STEP_EVENTS) === "budget") throw new Error("it does not come to rest");
    checkWords(shown);
    this.#machine.processes.killAll();
    clock.runUntil(clock.nowUs);
  }

  #keys(): { kind: "keys"; text: string } {
    const prng = this.#prng;
    const parts = Array.from({ length: 3 + prng.below(20) }, () =>
      prng.chance(1, 2) ? prng.pick(KEYS) : `${prng.pick(TOKENS)}${prng.chance(1, 2) ? " " : ""}`,
    );
    return { kind: "keys", text: `${parts.join("")}\r` };
  }

  /** Tokens thrown together, or a proper snippet with a stretch of it moved, doubled or gone. */
  #script(): { kind: "script"; text: string } {
    const prng = this.#prng;
    if (prng.chance(1, 2)) {
      const words = Array.from({ length: 1 + prng.below(16) }, () => prng.pick(TOKENS));
      return { kind: "script", text: words.join(prng.chance(4, 5) ? " " : "") };
    }
    let text = prng.pick(this.#snippets);
    for (let changes = 1 + prng.below(3); changes > 0; changes--) {
      const at = prng.below(text.length + 1);
      const length = prng.below(12);
      const piece = prng.pick([
        "",
        prng.pick(TOKENS),
        text.slice(at, at + length).repeat(2),
        prng.pick(this.#snippets).slice(0, 40),
      ]);
      text = text.slice(0, at) + piece + text.slice(at + length);
    }
    return { kind: "script", text };
  }
}

/** The shell says nothing that only our own mistakes would say. */
function checkWords(said: string): void {
  const odd = /TypeError|ReferenceError|RangeError|is not a function|undefined is not|\[object |\n {4}at /.exec(said);
  if (odd !== null) throw new Error(`it says ${said.slice(Math.max(0, odd.index - 200), odd.index + 300)}`);
}

test(`${INPUTS} random inputs bring no shell down`, { timeout: 3_600_000 }, () => {
  const odd: string[] = [];
  for (let done = 0, seed = Number(process.env.FUZZ_SEED ?? 1); done < INPUTS; done += PER_MACHINE, seed++) {
    const fuzzer = new Fuzzer(seed);
    for (let i = 0; i < Math.min(PER_MACHINE, INPUTS - done); i++) {
      try {
        fuzzer.step();
      } catch (error) {
        odd.push((error as Error).message);
        console.error(`seed ${seed}: ${(error as Error).message}`);
      }
    }
  }
  expect(odd).toEqual([]);
});
