import { expect, test } from "vitest";
import { decodeUtf8, encodeUtf8 } from "../core/utf8.ts";
import type { Run } from "../core/wait.ts";
import { OsError } from "./os-error.ts";
import { createPipe } from "./pipe.ts";
import type { Process, Program } from "./process.ts";
import { Interrupted } from "./signal.ts";
import { bareMachine, started, terminal } from "./testing/bare-machine.ts";
import { setAttributes } from "./vfs/node.ts";
import { OpenFile } from "./vfs/open-file.ts";

const SECOND = 1_000_000;

function* yes(process: Process): Run<number> {
  for (;;) yield* process.print("y\n");
}

const spin: Program = function* (process) {
  for (;;) yield* process.charge(10);
};

test("a program that only computes lets time pass, and Ctrl-C ends it", () => {
  const machine = bareMachine();
  const { tty } = terminal(machine);
  const process = machine.start(spin, { argv: ["spin"], tty, pgid: "new", fds: new Map() });
  tty.foreground = process.pgid;
  machine.clock.runUntil(5 * SECOND);
  expect(process.state).toBe("running");
  expect(process.cpuUs).toBeGreaterThan(4.9 * SECOND);
  tty.input(Uint8Array.of(3));
  machine.clock.runUntil(5 * SECOND + 10);
  expect(process.exit).toEqual({ code: 130, signal: "INT" });
});

test("an endless writer ends with SIGPIPE when its reader has had enough", () => {
  const machine = bareMachine();
  const pipe = createPipe();
  const writer = machine.start(yes, { argv: ["yes"], fds: new Map([[1, new OpenFile(pipe.writer)]]) });
  const head = started(machine, function* (process) {
    const lines = [yield* process.readLine(3), yield* process.readLine(3)];
    yield* process.print(lines.join(","));
    return 0;
  });
  head.process.setFile(3, new OpenFile(pipe.reader));
  machine.clock.runUntil(SECOND);
  expect(head.text()).toBe("y,y");
  expect(head.process.exit).toEqual({ code: 0, signal: null });
  expect(writer.exit).toEqual({ code: 141, signal: "PIPE" });
});

test("a writer that ignores SIGPIPE is told EPIPE instead", () => {
  const machine = bareMachine();
  const pipe = createPipe();
  pipe.reader.close();
  const { process, text } = started(machine, function* (process) {
    process.on("PIPE", "ignore");
    try {
      yield* process.write(3, "x");
    } catch (error) {
      yield* process.print((error as OsError).code);
    }
    return 0;
  });
  process.setFile(3, new OpenFile(pipe.writer));
  machine.clock.runUntil(SECOND);
  expect(text()).toBe("EPIPE");
});

test("a line read from a pipe leaves the rest for the next reader, whoever it is", () => {
  const machine = bareMachine();
  const pipe = createPipe();
  pipe.writer.tryWrite(encodeUtf8("one\ntwo\nthree"));
  pipe.writer.close();
  const child: Program = function* (process) {
    yield* process.print(`child ${yield* process.readLine(0)};`);
    return 0;
  };
  const { process, text } = started(machine, function* (process) {
    yield* process.print(`parent ${yield* process.readLine(0)};`);
    yield* process.wait(yield* process.spawn(child, { argv: ["child"] }));
    yield* process.print(`parent ${yield* process.readLine(0)};${yield* process.readLine(0)}`);
    return 0;
  });
  process.setFile(0, new OpenFile(pipe.reader));
  machine.clock.runUntil(SECOND);
  expect(text()).toBe("parent one;child two;parent three;null");
});

test("a signal that a program asked for is thrown where it waits", () => {
  const machine = bareMachine();
  const { process, text } = started(machine, function* (process) {
    process.on("INT", "throw");
    try {
      yield* process.sleep(10 * SECOND);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      yield* process.print("statistics");
    }
    return 3;
  });
  machine.clock.runUntil(SECOND);
  process.signal("INT");
  machine.clock.runUntil(SECOND + 10);
  expect(text()).toBe("statistics");
  expect(process.exit).toEqual({ code: 3, signal: null });
});

test("SIGKILL cannot be refused, and closes what was open", () => {
  const machine = bareMachine();
  const pipe = createPipe();
  const process = machine.start(spin, { argv: ["spin"], fds: new Map([[1, new OpenFile(pipe.writer)]]) });
  process.on("KILL", "ignore");
  machine.clock.runUntil(10);
  process.signal("KILL");
  machine.clock.runUntil(5000);
  expect(process.exit).toEqual({ code: 137, signal: "KILL" });
  expect(pipe.reader.tryRead(1)).toBe("eof");
});

test("a stopped process goes on where it was, and its parent is told", () => {
  const machine = bareMachine();
  const { process, text } = started(machine, function* (process) {
    yield* process.sleep(100);
    yield* process.print("on");
    return 0;
  });
  machine.clock.runUntil(10);
  process.signal("TSTP");
  expect(process.state).toBe("stopped");
  machine.clock.runUntil(SECOND);
  expect(text()).toBe("");
  process.signal("CONT");
  machine.clock.runUntil(SECOND + 10);
  expect(text()).toBe("on");
});

test("a bug in a program is not turned into an exit status", () => {
  const machine = bareMachine();
  // biome-ignore lint/correctness/useYield: a program that dies before it waits
  const broken: Program = function* () {
    throw new TypeError("ours");
  };
  machine.start(broken, { argv: ["broken"], fds: new Map() });
  expect(() => machine.clock.runUntil(1)).toThrow("ours");
});

test("quit() ends the process from however deep, through finally blocks", () => {
  const machine = bareMachine();
  const seen: string[] = [];
  function* deep(process: Process) {
    try {
      yield* process.charge(1);
      process.quit(7);
    } finally {
      seen.push("finally");
    }
  }
  const { process } = started(machine, function* (process) {
    yield* deep(process);
    return 0;
  });
  machine.clock.runUntil(SECOND);
  expect(process.exit).toEqual({ code: 7, signal: null });
  expect(seen).toEqual(["finally"]);
});

test("in a canonical terminal a line is edited before anybody reads it, and Ctrl-D ends the file", () => {
  const machine = bareMachine();
  const { tty, shown } = terminal(machine);
  const lines: (string | null)[] = [];
  const process = machine.start(
    function* (process) {
      for (;;) {
        const line = yield* process.readLine(0);
        lines.push(line);
        if (line === null) return 0;
      }
    },
    { argv: ["cat"], tty, pgid: "new", fds: new Map([[0, new OpenFile(tty.stream)]]) },
  );
  machine.clock.runUntil(10);
  expect(tty.isAwaited()).toBe(true);
  tty.input(encodeUtf8("hellp\x7fo wörld\x17you\r"));
  machine.clock.runUntil(20);
  expect(lines).toEqual(["hello you"]);
  expect(shown()).toBe(`hellp\b \bo wörld${"\b \b".repeat(5)}you\r\n`);
  tty.input(Uint8Array.of(4));
  machine.clock.runUntil(30);
  expect(lines).toEqual(["hello you", null]);
  expect(process.exit?.code).toBe(0);
});

test("in raw mode every key arrives as it is, and nothing is shown", () => {
  const machine = bareMachine();
  const { tty, shown } = terminal(machine);
  tty.makeRaw();
  tty.input(Uint8Array.of(3, 13, 27));
  expect(tty.stream.tryRead(10)).toEqual(Uint8Array.of(3, 13, 27));
  tty.stream.tryWrite(encodeUtf8("a\nb"));
  expect(shown()).toBe("a\nb");
});

test("what is behind a relaying program decides whether the keyboard is awaited, and is muted with it", () => {
  const machine = bareMachine();
  const outer = terminal(machine).tty;
  const inner = terminal(machine).tty;
  outer.echoMuted = true;
  outer.relay = inner;
  expect(inner.echoMuted).toBe(true);
  expect(outer.isAwaited()).toBe(false);
  inner.stream.readable.add(() => {});
  expect(outer.isAwaited()).toBe(true);
});

test("a script with an interpreter line runs its interpreter; without the execute bit it is refused", () => {
  const show: Program = function* (process) {
    yield* process.print(process.argv.join(" "));
    return 0;
  };
  const machine = bareMachine(new Map([["show", show]]));
  machine.fs.writeFile("/tmp/run", "#!/bin/show -x\nbody\n");
  expect(() => machine.executable("/tmp/run", { cwd: "/" })).toThrow("Permission denied");
  setAttributes(machine.fs.node("/tmp/run"), { mode: 0o755 });
  expect(() => machine.executable("/tmp/run", { cwd: "/" })).toThrow("No such file or directory");
  expect(() => machine.executable("nothing", { cwd: "/", path: "/tmp" })).toThrow(OsError);
});

test("bytes pass through a pipe unchanged, whatever the sizes", () => {
  const pipe = createPipe(10);
  const sent = encodeUtf8("the quick brown fox jumps");
  let out = "";
  for (let at = 0; out.length < sent.length; ) {
    const taken = at < sent.length ? pipe.writer.tryWrite(sent.subarray(at)) : 0;
    if (typeof taken === "number") at += taken;
    const got = pipe.reader.tryRead(3);
    if (got instanceof Uint8Array) out += decodeUtf8(got);
  }
  expect(out).toBe("the quick brown fox jumps");
});
