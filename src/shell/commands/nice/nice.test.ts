import { expect, test } from "vitest";
import { given, run, type } from "../../testing/given.ts";

test("nice runs its command, whatever the adjustment", () => {
  expect(run(given.machine(), "nice; nice -n 5 echo a; nice -15 echo b").stdout).toBe("0\na\nb\n");
  expect(run(given.machine(), "nice -n x true")).toMatchObject({
    stderr: "nice: invalid adjustment ‘x’\n",
    exitCode: 125,
  });
  expect(run(given.machine(), "nice nosuch").exitCode).toBe(127);
});

test("nohup writes to nohup.out where a terminal would have been", () => {
  expect(run(given.machine(), "nohup echo a").stdout).toBe("a\n");
  const [first, second] = type(given.machine(), ["nohup echo kept", "cat nohup.out"]);
  expect(first?.screen).toBe("nohup: ignoring input and appending output to 'nohup.out'\n");
  expect(second?.screen).toBe("kept\n");
});
