import { expect, test } from "vitest";
import { given, run } from "../../testing/given.ts";

test("blocks are counted, skipped and cut as they come", () => {
  const { stdout, stderr } = run(given.machine(), "printf abcdefgh | dd bs=3 skip=1 count=1");
  expect(stdout).toBe("def");
  expect(stderr).toMatch(/^1\+0 records in\n1\+0 records out\n3 bytes copied, \S+ s, \S+ \S?B\/s\n$/);
  expect(run(given.machine(), "dd if=/dev/zero bs=1M count=3 status=none | wc -c").stdout).toBe("3145728\n");
  expect(run(given.machine(), "dd if=/dev/zero of=f bs=1k count=2; wc -c < f").stderr).toContain(
    "2048 bytes (2.0 kB, 2.0 KiB) copied, ",
  );
});

test("writes into a file that is there, and changes letters", () => {
  const script = "printf 123456 > f; printf ab | dd of=f bs=1 seek=2 conv=notrunc,ucase status=none; cat f";
  expect(run(given.machine(), script).stdout).toBe("12AB56");
  expect(run(given.machine(), "printf x | dd of=new seek=1 bs=2 status=none; od -An -tx1 new").stdout).toBe(
    " 00 00 78\n",
  );
});

test("says what it does not know, in dd's words", () => {
  expect(run(given.machine(), "dd foo=1")).toMatchObject({
    stderr: "dd: unrecognized operand ‘foo=1’\nTry 'dd --help' for more information.\n",
    exitCode: 1,
  });
  expect(run(given.machine(), "dd bs=x").stderr).toBe("dd: invalid number: ‘x’\n");
  expect(run(given.machine(), "dd if=/nosuch").stderr).toBe(
    "dd: failed to open '/nosuch': No such file or directory\n",
  );
  expect(run(given.machine(), "dd conv=foo").stderr).toContain("dd: invalid conversion: ‘foo’\n");
});
