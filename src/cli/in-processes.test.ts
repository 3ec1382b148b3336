import { join } from "node:path";
import { expect, test } from "vitest";
import { inProcesses } from "./in-processes.ts";

const program = join(import.meta.dirname, "testing", "moody-worker.ts");

test("results come in the order of the orders, also of those at which a process ended", async () => {
  const seen: string[] = [];
  const orders = ["a", "end", "b", "c", "end", "d"];
  const results = await inProcesses<string, string>({
    program,
    orders,
    jobs: 2,
    onResult: (result) => seen.push(result),
    lost: (order, code) => `${order}: ${code}`,
  });
  expect(results).toEqual(["A", "end: 3", "B", "C", "end: 3", "D"]);
  expect(seen.sort()).toEqual([...results].sort());
});

test("what may not be lost fails the whole", async () => {
  const lost = (): never => {
    throw new Error("it ended");
  };
  await expect(inProcesses({ program, orders: ["end"], jobs: 1, lost })).rejects.toThrow("it ended");
});
