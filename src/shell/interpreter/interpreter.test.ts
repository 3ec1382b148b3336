import { describe, expect, test } from "vitest";
import { given, run } from "../testing/given.ts";
import { compileArithmetic } from "./arithmetic/compile.ts";
import { Pattern } from "./expansion/pattern.ts";

const NOTHING = { read: () => 0, write() {} };

describe("arithmetic is that of 64 bits", () => {
  test.each([
    ["9223372036854775807 + 1", "-9223372036854775808"],
    ["3000000000 * 3000000000", "9000000000000000000"],
    ["-9223372036854775807 - 2", "9223372036854775807"],
    ["1 << 62", "4611686018427387904"],
    ["-1 >> 1", "-1"],
    ["7 ** 22", "3909821048582988049"],
    ["5--3", "8"],
  ])("%s", (text, expected) => {
    expect(String(compileArithmetic(text)(NOTHING))).toBe(expected);
  });
});

describe("patterns", () => {
  test.each([
    ["*.txt", "a.txt", true],
    ["a*b*c", "axxbyyc", true],
    ["[!a-c]?", "dx", true],
    ["[[:digit:]]*", "x1", false],
    ["@(a|b)+(c)", "accc", true],
    ["!(*.o)", "x.c", true],
    ["!(*.o)", "x.o", false],
    ["?", "é", true],
    ["\\*", "*", true],
    ["[a", "[a", true],
  ])("%s and %s: %s", (pattern, text, expected) => {
    expect(new Pattern(pattern, { extended: true }).matches(text)).toBe(expected);
  });

  test("no pattern takes for ever", () => {
    const pattern = new Pattern(`${"*(a*)".repeat(6)}b`, { extended: true });
    expect(pattern.matches("a".repeat(40))).toBe(false);
  });
});

test("regular expressions take the longest alternative, and what is none has status 2", () => {
  const script =
    "[[ Abc =~ ^[[:upper:]][^[:space:]]+$ ]]; echo $?; p='('; [[ x =~ $p ]]; echo $?; [[ xyz =~ x|xy|xyz ]]; echo $BASH_REMATCH";
  expect(run(given.machine(), script).stdout).toBe("0\n2\nxyz\n");
});

describe("the shell cannot be brought down by", () => {
  test("a function that calls itself", () => {
    const { stderr, exitCode } = run(given.machine(), "f() { f; }; f");
    expect(stderr).toBe("environment: line 1: f: maximum function nesting level exceeded (2000)\n");
    expect(exitCode).toBe(1);
  });

  test("deep recursion that ends", () => {
    const script = "f() { if (( $1 > 0 )); then f $(($1-1)); else echo bottom; fi; }; f 1500";
    expect(run(given.machine(), script).stdout).toBe("bottom\n");
  });

  test("a fork bomb", () => {
    const { stderr } = run(given.machine(), ":(){ :|:& };:; sleep 0.1");
    expect(stderr).toContain("fork: retry: Resource temporarily unavailable\n");
  });

  test("output without end, when its reader has had enough", () => {
    expect(run(given.machine(), "while :; do echo y; done | head -2").stdout).toBe("y\ny\n");
  });

  test("a loop without end, when its time is up", () => {
    expect(run(given.machine(), "while :; do :; done", { maxSeconds: 1 }).exitCode).toBe(137);
  });

  test("braces that make too much", () => {
    expect(run(given.machine(), "echo {1..9999999999}").stdout).toBe("{1..9999999999}\n");
    expect(run(given.machine(), "for i in x{1..100000000}; do echo $i; done")).toEqual({
      stdout: "x{1..100000000}\n",
      stderr: "bash: brace expansion: failed to allocate memory for 100000000 elements\n",
      exitCode: 0,
    });
  });

  test("a regular expression that could be matched in endless ways", () => {
    expect(run(given.machine(), `[[ ${"a".repeat(60)}b =~ ^(a+)+$ ]]; echo $?`).stdout).toBe("1\n");
  });

  test("a command substitution that needs itself", () => {
    const { stderr } = run(given.machine(), "f() { echo $(f); }; f", { maxSeconds: 60 });
    expect(stderr).toContain("fork: retry: Resource temporarily unavailable\n");
  });
});

test("commands of a pipeline run at the same time", () => {
  const { stdout } = run(given.machine(), "{ echo a; sleep 1; echo b; } | while read x; do echo $x $SECONDS; done");
  expect(stdout).toBe("a 0\nb 1\n");
});

test("read takes one line from a pipe and leaves the rest", () => {
  expect(run(given.machine(), "printf '1\\n2\\n3\\n' | { read x; cat; }").stdout).toBe("2\n3\n");
});

test("bytes that are no text survive variables and pipes", () => {
  const { stdout } = run(
    given.machine(),
    "x=$(printf 'a\\xffb'); [ \"$x\" = $'a\\xffb' ] && echo same; printf '\\xc3\\xa9\\n'",
  );
  expect(stdout).toBe("same\né\n");
});

test("a script file is run by the interpreter that it names", () => {
  const machine = given.machine({ files: { "s.sh": "#!/bin/bash -e\necho $0 $1\nfalse\necho no\n" } });
  expect(run(machine, "chmod +x s.sh; ./s.sh arg; echo $?").stdout).toBe("./s.sh arg\n1\n");
});

test("a script on standard input shares it with its commands", () => {
  const script = "read x\nhello\necho got $x\n";
  expect(run(given.machine(), "bash", { stdin: script }).stdout).toBe("got hello\n");
});

test("the same script prints the same twice, chance included", () => {
  const script = "echo $RANDOM $RANDOM $SRANDOM $$ $BASHPID; (echo $RANDOM) & wait";
  expect(run(given.machine(), script)).toEqual(run(given.machine(), script));
});

test("a function or eval at the end of a pipeline goes on after the first program that it starts", () => {
  const script = 'f() { "$@"; echo then $?; }\necho a | f cat\necho b | eval "cat; echo and"';
  expect(run(given.machine(), script).stdout).toBe("a\nthen 0\nb\nand\n");
});

describe("a variable for one command", () => {
  test.each([
    ["X=1; X=$X:2 bash -c 'echo $X'; echo $X", "1:2\n1\n"],
    ["X=1; X+=3 bash -c 'echo $X'; echo $X", "13\n1\n"],
    ["f() { echo $X; }; X=a; X=$X.. f", "a..\n"],
  ])("%s sees what it was before", (script, expected) => {
    expect(run(given.machine(), script).stdout).toBe(expected);
  });

  test("source reads what another command prints", () => {
    expect(run(given.machine(), "source <(echo X=5); echo $X").stdout).toBe("5\n");
  });
});

test.each(["until", "while", "if", "{"])(
  "a script that ends in a bare `%s` runs what comes before, and nothing of that",
  (word) => {
    const { stdout, stderr, exitCode } = run(given.machine(), `echo a\nfalse\n${word}`);
    expect([stdout, stderr, exitCode]).toEqual(["a\n", "bash: -c: line 4: syntax error: unexpected end of file\n", 2]);
  },
);
