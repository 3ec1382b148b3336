import { expect, test } from "vitest";
import { encodeUtf8 } from "../../sim/core/utf8.ts";
import { typeLines } from "../terminal/type-lines.ts";
import { given, openTerminal, type } from "../testing/given.ts";

function screens(lines: readonly string[]): [string, number | null][] {
  return type(given.machine(), lines).map(({ screen, exitCode }) => [screen, exitCode]);
}

test("state stays from line to line, and a command may take several", () => {
  expect(screens(["x=3; cd /tmp", "for i in 1 2; do", "echo $i$x", "done", "pwd"])).toEqual([
    ["", 0],
    ["", null],
    ["", null],
    ["13\n23\n", 0],
    ["/tmp\n", 0],
  ]);
});

test("Ctrl-C ends a command, a list and a loop that never waits", () => {
  expect(screens(["sleep 100; echo no", "^C", "echo $?", "while :; do :; done", "^C", "echo $?"])).toEqual([
    ["", null],
    ["\n", 130],
    ["130\n", 0],
    ["", null],
    ["\n", 130],
    ["130\n", 0],
  ]);
});

test.each([
  "while true; do sleep 30; done",
  "for i in 1 2; do sleep 30; echo x; done; echo y",
  "sleep 30 && echo a || echo b",
  "f() { sleep 30; echo in; }; f; echo after",
  "(sleep 30; echo in); echo after",
  "if sleep 30; then echo yes; else echo no; fi; echo after",
  "! sleep 30; echo after",
  "x=$(sleep 30; echo v); echo got $x",
  "sleep 30 | cat; echo after",
  "bash -c 'sleep 30; echo in'; echo outer",
])("Ctrl-C gives up all of the line that a command stands in: %s", (line) => {
  const [, interrupted, next] = screens([line, "^C", "echo $?"]);
  expect([interrupted, next]).toEqual([
    ["\n", 130],
    ["130\n", 0],
  ]);
});

test.each([
  "sleep 100; echo no",
  "while :; do :; done",
  "select a in x y; do echo $a; done",
  "read x",
  "cat",
  "bash -c 'cat; echo no'",
  "sleep 100 | cat",
  "true",
])("a Ctrl-C that comes with the Enter of `%s` ends it all the same", (line) => {
  const machine = given.machine();
  const terminal = openTerminal(machine);
  machine.clock.runUntil(machine.clock.nowUs);
  terminal.takeScreen();
  terminal.input(encodeUtf8(`${line}\r\x03`));
  machine.clock.runUntil(machine.clock.nowUs + 1_000_000);
  expect(terminal.atPrompt && terminal.tty.isAwaited()).toBe(true);
  const { text, exitCode } = terminal.takeScreen();
  expect(text).not.toContain("no");
  if (line !== "true") expect([text.includes("^C"), exitCode]).toEqual([true, 130]);
});

test("what is typed ahead is not lost, wherever the prompt comes back in the middle of it", () => {
  const machine = given.machine();
  const terminal = openTerminal(machine);
  const { clock } = machine;
  clock.runUntil(clock.nowUs);
  terminal.input(encodeUtf8("sleep 1\r"));
  clock.runUntil(clock.nowUs + 500_000);
  terminal.input(encodeUtf8("echo first\recho se"));
  clock.runUntil(clock.nowUs + 1_000_000);
  terminal.takeScreen();
  terminal.input(encodeUtf8("cond\r"));
  clock.runUntil(clock.nowUs + 1_000_000);
  expect(terminal.takeScreen().text).toBe("second\n");
});

test("a stopped job comes back to the foreground and ends there", () => {
  expect(screens(["sleep 20", "^Z", "jobs", "fg", "echo $?"])).toEqual([
    ["", null],
    ["\n[1]+  Stopped                 sleep 20\n", 148],
    ["[1]+  Stopped                 sleep 20\n", 0],
    ["sleep 20\n", 0],
    ["0\n", 0],
  ]);
});

test("a background job is told of before the next prompt", () => {
  const [started, , ended] = screens(["sleep 1 &", "sleep 2", ":"]);
  expect(started?.[0]).toMatch(/^\[1\] \d+\n$/);
  expect(ended?.[0] ?? "").toBe("");
  expect(screens(["sleep 1 &", "sleep 2"])[1]?.[0]).toBe("[1]+  Done                    sleep 1\n");
});

test("programs read the terminal until Ctrl-D", () => {
  expect(screens(["cat", "one", "^D", "read x", "typed", "echo $x"])).toEqual([
    ["", null],
    ["one\n", null],
    ["", 0],
    ["", null],
    ["", 0],
    ["typed\n", 0],
  ]);
});

test("history is expanded and shown before it runs", () => {
  expect(screens(["echo a b", "!!", "echo !$", "!nope"])).toEqual([
    ["a b\n", 0],
    ["echo a b\na b\n", 0],
    ["echo b\nb\n", 0],
    ["bash: !nope: event not found\n", 0],
  ]);
});

test("mistakes end a line and not the shell", () => {
  expect(screens(["echo )", "echo $((1/0))", "echo ${x?gone}", "nosuch", "echo fine"])).toEqual([
    ["bash: syntax error near unexpected token `)'\n", 2],
    ['bash: 1/0: division by 0 (error token is "0")\n', 1],
    ["bash: x: gone\n", 1],
    ["bash: nosuch: command not found\n", 127],
    ["fine\n", 0],
  ]);
});

test("an inner shell has its own prompt and gives its status back", () => {
  const machine = given.machine();
  const terminal = openTerminal(machine, { PS1: "$ " });
  const lines = [
    ...typeLines(machine.clock, terminal, ["ash", "echo in; nosuch", "exit 3", "echo $?"], { maxUs: 1e9 }),
  ];
  expect(lines.map(({ screen, exitCode }) => [screen, exitCode])).toEqual([
    ["", null],
    ["in\nash: nosuch: not found\n", null],
    ["", 3],
    ["3\n", 0],
  ]);
});

test("exit and Ctrl-D leave the shell", () => {
  expect(screens(["exit 4"])).toEqual([["exit\n", 4]]);
  expect(screens(["false", "^D"])).toEqual([
    ["", 1],
    ["exit\n", 1],
  ]);
});

test("a prompt runs the commands in it, leaves $? alone, and Ctrl-C ends them", () => {
  const machine = given.machine();
  const terminal = openTerminal(machine);
  let shown = "";
  terminal.onOutput((bytes) => {
    shown += new TextDecoder().decode(bytes);
  });
  const settle = (): void => void machine.clock.runUntil(machine.clock.nowUs + 1_000_000);
  for (const keys of [
    "PS1='[$(echo $((6*7)))] '\r",
    "false\r",
    "echo $?\r",
    "PS1='$(sleep 100)x '\r",
    "\x03",
    "echo ok\r",
    "\x03",
  ]) {
    terminal.input(new TextEncoder().encode(keys));
    settle();
  }
  expect(shown).toContain("[42] ");
  expect(shown).toContain("\x071\r\n");
  expect(shown).toContain("ok\r\n");
});

test("fc lists what was typed, and runs it again", () => {
  const lines = ["echo one", "echo two", "fc -l", "fc -s two=three", "fc -ln 1 2", "fc -l nosuch", "FCEDIT=true fc 1"];
  const screens = type(given.machine(), lines).map(({ screen }) => screen);
  expect(screens.slice(2)).toEqual([
    "1\t echo one\n2\t echo two\n",
    "fc -l\n1\t echo one\n2\t echo two\n3\t fc -l\n",
    "\t echo one\n\t echo two\n",
    "bash: fc: no command found\n",
    "echo one\none\n",
  ]);
});
