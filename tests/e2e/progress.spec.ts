import { expect, LESSON, test } from "./bench-page.ts";

const [, TRACK, NAME] = LESSON.split("/");
const ID = `${TRACK}/${NAME}`;
const RECORD = { tasksDone: 3, tasks: 3, commands: 9, seconds: 40, seed: 7, day: "2026-05-01" };

test("what earlier versions kept in two places is found again, and kept in one", async ({ bench }) => {
  const { page } = bench;
  await page.goto("/");
  await page.evaluate(
    ([id, record]) => {
      localStorage.setItem("hop-progress-1", JSON.stringify({ lessons: { [id]: "read" }, labs: {}, last: `${id}/` }));
      localStorage.setItem("hop-lab-records-1", JSON.stringify({ hopProgress: 1, labs: { "stale-address": record } }));
    },
    [ID, RECORD] as const,
  );
  await page.reload();
  await expect(page.locator(`[data-state-of-lesson="${ID}"]`).first()).toHaveText("read");
  await expect(page.locator('[data-state-of-lab="stale-address"]').first()).toHaveText("complete");
  await page.goto(LESSON);
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage))).toContain("hop-progress-2");
  expect(await page.evaluate(() => Object.keys(localStorage))).not.toContain("hop-progress-1");
  expect(await page.evaluate(() => Object.keys(localStorage))).not.toContain("hop-lab-records-1");
  await page.goto("/");
  await expect(page.locator('[data-state-of-lab="stale-address"]').first()).toHaveText("complete");
});

test("two tabs: what one does the other shows, and nothing is lost", async ({ bench, context }) => {
  const { page } = bench;
  await page.goto("/");
  const lesson = page.locator(`[data-state-of-lesson="${ID}"]`).first();
  await expect(lesson).toBeEmpty();
  const other = await context.newPage();
  await other.goto(LESSON);
  await expect(lesson).toHaveText("begun");
  await other.locator("[data-lesson-end]").scrollIntoViewIfNeeded();
  await expect(lesson).toHaveText("read");
  await other.goto("/labs/stale-address/");
  await expect.poll(() => page.evaluate(() => localStorage.getItem("hop-progress-2"))).toContain("labs/stale-address/");
  await expect(lesson).toHaveText("read");
  await page.getByRole("button", { name: "Forget it" }).click();
  await expect(lesson).toBeEmpty();
  expect(await page.evaluate(() => localStorage.getItem("hop-progress-2"))).toBeNull();
});

for (const [how, property] of [
  ["full", "setItem"],
  ["blocked", "getItem"],
] as const)
  test(`storage that is ${how} costs nobody the page`, async ({ bench }) => {
    const { page } = bench;
    await page.addInitScript((name) => {
      Object.defineProperty(Storage.prototype, name, {
        value: () => {
          throw new DOMException("no", name === "setItem" ? "QuotaExceededError" : "SecurityError");
        },
      });
    }, property);
    await page.goto(LESSON);
    await page.locator("[data-lesson-end]").scrollIntoViewIfNeeded();
    await page.goto("/");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.locator(`[data-state-of-lesson="${ID}"]`).first()).toBeEmpty();
  });
