/**
 * Lines that would bring a careless simulator down: each ends by itself, in words of a real system, or goes on and
 * ends at once when Ctrl-C is typed. Whatever it did, the shell answers the next line.
 */
import { expect, test } from "vitest";
import { screenText } from "../../src/shell/terminal/screen-text.ts";
import { given, openTerminal } from "../../src/shell/testing/given.ts";

/** So long it may go on before Ctrl-C is typed, and so long may pass until the prompt is back. */
const RUNS_US = 100_000;
const ANSWERS_US = 1_000_000;
/** The work that a page does between two looks at the keyboard. */
const EVENTS_MOST = 20_000;

const A_LOT = "a".repeat(60);
const KILLED = "Killed";
const NO_FORK = "fork: retry: Resource temporarily unavailable";
const NO_MEMORY = /xrealloc: cannot allocate \d+ bytes/;

/** What the line says in the end; null when it goes on until it is interrupted. */
const LINES: readonly (readonly [line: string, says: string | RegExp | null])[] = [
  ["yes", null],
  ["yes > /dev/null", null],
  ["yes | cat > /tmp/f", "File too large"],
  ["cat /dev/zero > /tmp/f", "File too large"],
  ["cat /dev/zero | head -c 3G | wc -c", null],
  ["head -c 3G /dev/zero | wc -c", null],
  ["cat /dev/urandom | wc -c", null],
  ["wc /dev/zero", null],
  ["seq 100000000", null],
  ["while :; do :; done", null],
  ["until false; do echo x; done", null],
  ["for ((;;)); do x+=y; done", null],
  ["while :; do sleep infinity & done", null],
  ["sleep infinity", null],
  ["read x < /dev/zero", null],
  ["cat <(yes) <(yes)", null],
  ["exec 3< <(yes); while read -u 3 x; do :; done", null],
  ["awk 'BEGIN { while (1) ; }'", null],
  ["awk 'BEGIN { while (1) a[n++] = n }'", null],
  ["sed ':a; s/^/x/; ta' <<< x", null],
  ["bc <<< 'while (1) x = 1'", null],
  ["xargs < /dev/zero", null],
  [":(){ :|:& };: ; sleep 0.1", NO_FORK],
  ["f() { echo $(f); }; f", NO_FORK],
  ["f() { f; }; f", "f: maximum function nesting level exceeded (2000)"],
  ["f() { eval f; }; f", "f: maximum function nesting level exceeded (2000)"],
  ["echo . /tmp/s > /tmp/s; . /tmp/s", "/tmp/s: maximum function nesting level exceeded (2000)"],
  ["x='x+1'; echo $((x))", "expression recursion level exceeded"],
  ["echo {1..100000000} | wc -c", "brace expansion: failed to allocate memory for 100000000 elements"],
  ["x=a; while :; do x=$x$x; done", NO_MEMORY],
  ['a=(x); while :; do a+=("${a[@]}"); done', NO_MEMORY],
  ["x=$(yes)", "command substitution: output is too long"],
  ["PS1='$(yes)$ '", "command substitution: output is too long"],
  ["sort /dev/zero", KILLED],
  ["awk 'BEGIN { s = \"x\"; while (1) s = s s }'", KILLED],
  ["sed ':a; H; G; ba' <<< x", KILLED],
  ["jq -n 'def f: f; f'", "too deep"],
  ["jq -n 'last(range(1000000000))'", "more than 5000000 steps"],
  [`[[ ${A_LOT}b =~ ^(a+)+$ ]]; echo $?`, "1"],
  [`echo ${A_LOT}b | grep -cE '^(a+)+$'`, "0"],
  [`echo ${A_LOT}b | awk '/^(a+)+$/ { n++ } END { print n + 0 }'`, "0"],
  [`echo ${A_LOT}b | sed -E 's/^(a+)+$/x/' | wc -c`, "62"],
  [`case ${A_LOT}b in *a*a*a*a*a*a*a*a*a*c) echo yes ;; *) echo no ;; esac`, "no"],
];

test.each(LINES)("%s", (line, says) => {
  const machine = given.machine();
  const { clock } = machine;
  const terminal = openTerminal(machine);
  let shown = "";
  terminal.onOutput((bytes) => {
    shown = (shown + new TextDecoder().decode(bytes)).slice(-20_000);
  });
  const type = (keys: string): void => terminal.input(new TextEncoder().encode(keys));
  const isBack = (): boolean => terminal.tty.isAwaited() && screenText(shown).endsInPrompt;
  const untilPrompt = (mostUs: number): boolean => {
    const untilUs = clock.nowUs + mostUs;
    while (clock.nowUs < untilUs && !isBack()) if (clock.runUntil(untilUs, 100) === "reached") break;
    return isBack();
  };
  expect(untilPrompt(ANSWERS_US)).toBe(true);
  shown = "";
  type(`${line}\r`);
  const untilUs = clock.nowUs + (says === null ? RUNS_US : 20 * ANSWERS_US);
  if (says === null) clock.runUntil(untilUs, EVENTS_MOST);
  else untilPrompt(20 * ANSWERS_US);
  if (says !== null) expect(shown).toMatch(says);
  type("\x03");
  expect(untilPrompt(ANSWERS_US)).toBe(true);
  shown = "";
  type("echo $((6*7))\r");
  expect(untilPrompt(ANSWERS_US)).toBe(true);
  expect(screenText(shown).text).toContain("42\n");
});
