import { expect, test } from "vitest";
import { given, run } from "../../testing/given.ts";

test("every line once, in another order that is the same for the same machine", () => {
  const shuffled = run(given.machine(), "seq 20 | shuf").stdout;
  expect(shuffled).not.toBe(run(given.machine(), "seq 20").stdout);
  expect(run(given.machine(), "seq 20 | shuf | sort -n").stdout).toBe(run(given.machine(), "seq 20").stdout);
  expect(run(given.machine(), "seq 20 | shuf").stdout).toBe(shuffled);
  expect(run(given.machine(), "shuf -n 2 -i 1-9 | wc -l; shuf -e a").stdout).toBe("2\na\n");
  expect(run(given.machine(), "shuf -r -n 5 -e x").stdout).toBe("x\n".repeat(5));
  expect(run(given.machine(), "shuf -i 3-1").stderr).toBe("shuf: invalid input range: ‘3-1’\n");
});
