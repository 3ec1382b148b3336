import { readFileSync } from "node:fs";
import { filledIn } from "../../src/grade/variant/template.ts";
import { expect, LAB, test } from "./bench-page.ts";

const SOLUTION = filledIn(readFileSync(new URL("../../labs/stale-address/solution.sh", import.meta.url), "utf8"), {
  service: "fastapi-k8s",
});

test("a learner does the lab at the keyboard, reloads, and finds it done", async ({ bench }) => {
  test.setTimeout(180_000);
  await bench.open(LAB);
  await expect(bench.checks.locator(".task")).toHaveCount(3);
  await expect(bench.checks.locator(".task.done")).toHaveCount(0);
  await expect(bench.checks.locator(".check").first()).toContainText("saw");

  for (const line of SOLUTION.split("\n").filter((text) => text !== "" && !text.startsWith("#"))) {
    await expect(bench.bench).not.toHaveAttribute("data-terminal", "running");
    await bench.enter(line);
  }
  await bench.ready();
  await bench.skip();
  await bench.page.getByRole("button", { name: "Check again" }).click();
  await expect(bench.checks.getByRole("status")).toHaveText("Lab complete: every task is done.", { timeout: 60_000 });

  await bench.page.reload();
  await bench.ready();
  await expect(bench.checks.getByRole("status")).toHaveText("Lab complete: every task is done.", { timeout: 60_000 });
});

test("hints come one at a time", async ({ bench: { page } }) => {
  await page.goto(LAB);
  await expect(page.getByText("Hint 1", { exact: true })).toBeVisible();
  await expect(page.getByText("Hint 2", { exact: true })).toBeHidden();
  await page.getByText("Hint 1", { exact: true }).click();
  await expect(page.getByText("Hint 2", { exact: true })).toBeVisible();
});
