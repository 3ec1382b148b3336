import { describe, expect, it } from "vitest";
import { given, run } from "../../testing/given.ts";

describe("script", () => {
  it("runs a command on a terminal of its own, and writes down what that showed", () => {
    const machine = given.machine();
    const { stdout } = run(machine, 'script -qec "echo hi" log < /dev/null');
    expect(stdout).toBe("hi\r\n");
    expect(run(machine, "cat log").stdout).toMatch(
      /^Script started on \S+ \S+\+00:00 \[COMMAND="echo hi" <not executed on terminal>\]\nhi\r\n\nScript done on .* \[COMMAND_EXIT_CODE="0"\]\n$/,
    );
  });

  it("tells where the record is, and ends well unless asked for the command's own status", () => {
    const machine = given.machine();
    expect(run(machine, 'script -c "exit 3" < /dev/null')).toMatchObject({
      stdout: "Script started, output log file is 'typescript'.\nScript done.\n",
      exitCode: 0,
    });
    expect(run(machine, 'script -qec "exit 3" < /dev/null').exitCode).toBe(3);
  });

  it("needs a file that can be written", () => {
    expect(run(given.machine(), "script -q /nowhere/log < /dev/null")).toMatchObject({
      stderr: "script: cannot open /nowhere/log: No such file or directory\n",
      exitCode: 1,
    });
  });
});
