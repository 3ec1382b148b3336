import { expect, test } from "vitest";
import { given, run } from "../../testing/given.ts";

const FILES = { f: "hello world, this is text\n", "d/e/y": "", "d/x": "" };

/** Each as the real tool prints it. */
test.each([
  [
    "xxd f",
    "00000000: 6865 6c6c 6f20 776f 726c 642c 2074 6869  hello world, thi\n00000010: 7320 6973 2074 6578 740a                 s is text.\n",
  ],
  ["xxd -p -l 4 f", "68656c6c\n"],
  [
    "hexdump -C f",
    "00000000  68 65 6c 6c 6f 20 77 6f  72 6c 64 2c 20 74 68 69  |hello world, thi|\n00000010  73 20 69 73 20 74 65 78  74 0a                    |s is text.|\n0000001a\n",
  ],
  ["head -c 3 f | od -An -tx1", " 68 65 6c\n"],
  ["od -c f | head -1", "0000000   h   e   l   l   o       w   o   r   l   d   ,       t   h   i\n"],
  ["tree d", "d\n├── e\n│\u00a0\u00a0 └── y\n└── x\n\n2 directories, 2 files\n"],
  ["tree nosuch", "nosuch  [error opening dir]\n\n0 directories, 0 files\n"],
  ["printf '$A $B. $C\\n' | A=1 B=2 envsubst", "1 2. \n"],
  ["printf '$A $B\\n' | A=1 B=2 envsubst '$A'", "1 $B\n"],
  ["nproc", "4\n"],
])("%s", (script, stdout) => {
  expect(run(given.machine({ files: FILES }), script).stdout).toBe(stdout);
});

test("git and manual pages are refused or short, in plain words", () => {
  const machine = given.machine();
  expect(run(machine, "git status")).toMatchObject({
    exitCode: 1,
    stderr: "git: not simulated here; files in this home folder have no history\n",
  });
  expect(run(machine, "man nosuch")).toMatchObject({ exitCode: 16, stderr: "No manual entry for nosuch\n" });
  expect(run(machine, "man tcpdump").stdout).toContain("tcpdump - shows the packets that pass a device");
});
