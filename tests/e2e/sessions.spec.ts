import { deflateRawSync } from "node:zlib";
import { BenchPage as Bench, type BenchPage, expect, LESSON, test } from "./bench-page.ts";

const LAB = "/labs/first-steps/";

function notice({ page }: BenchPage) {
  return page.locator("[data-notice]");
}

test("a link brings exactly this state to another browser, and leaves what is there alone", async ({
  bench,
  browser,
}) => {
  test.setTimeout(120_000);
  await bench.open(`${LAB}?seed=7`);
  await bench.run("kubectl create configmap shared --from-literal=a=b; echo sent");
  await bench.checks.getByRole("button", { name: "Share this state" }).click({ timeout: 60_000 });
  await expect(bench.checks.getByLabel("Link to this state")).toHaveValue(/#state=/);
  const link = await bench.checks.getByLabel("Link to this state").inputValue();
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/labs\/first-steps\/#state=[\w-]+$/);

  const context = await browser.newContext();
  const other = new Bench(await context.newPage());
  await other.open(LAB);
  await other.run("echo mine");
  await other.page.goto("about:blank");
  await other.open(link);
  await other.seesOnScreen("sent");
  expect(await other.run("kubectl get configmap shared -o name")).toContain("configmap/shared");
  await expect(other.checks.locator(".work-seed")).toHaveText("variant 7", { timeout: 60_000 });
  await expect(notice(other)).toContainText("shared by a link");
  await other.page.getByRole("button", { name: "Back to your own" }).click();
  await other.seesOnScreen("mine");
  expect(await other.screen()).not.toContain("sent");
  expect(other.troubles).toEqual([]);
  await context.close();
});

const ENTRIES = [[0, "echo '<img src=x onerror=alert(1)>'\r"]];

function linkOf(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return `#state=${deflateRawSync(text).toString("base64url")}`;
}

test("hostile links are refused in words, and nothing of them becomes markup or a property", async ({ bench }) => {
  test.setTimeout(120_000);
  const { page } = bench;
  const asked: string[] = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.message());
    void dialog.dismiss();
  });
  await bench.open(LESSON);
  const version = await bench.bench.getAttribute("data-world");
  const id = await bench.bench.getAttribute("data-bench");
  const plain = { hop: 1, bench: id, version, untilUs: 0, entries: [] };
  const cases: readonly (readonly [string, string])[] = [
    ["#state=<img src=x onerror=alert(1)>", "cut short or changed"],
    [linkOf({ ...plain, bench: "<script>alert(1)</script>" }), "another page"],
    [linkOf({ ...plain, version: "other" }), "has changed"],
    [linkOf({ ...plain, untilUs: 9e15 }), "its moment is none"],
    [`#state=${deflateRawSync(Buffer.alloc(150_000_000)).toString("base64url")}`, "more than anybody types"],
    [linkOf(`{"__proto__":{"hop":1},"constructor":{"prototype":{"polluted":1}}}`), "none of its links"],
  ];
  for (const [hash, said] of cases) {
    await page.goto("about:blank");
    await page.goto(`${LESSON}${hash}`);
    await expect(notice(bench)).toContainText(said, { timeout: 30_000 });
    await bench.ready();
  }
  await page.goto("about:blank");
  await page.goto(`${LESSON}${linkOf({ ...plain, entries: ENTRIES })}`);
  await bench.seesOnScreen("<img src=x onerror=alert(1)>");
  expect(asked).toEqual([]);
  expect(await page.evaluate(() => ({}) as { polluted?: number }).then((value) => value.polluted)).toBeUndefined();
  expect(await page.locator("main img, hop-bench img").count()).toBe(0);
});

test("of two tabs one keeps; the other says so, may take over, and the first is told", async ({ bench, context }) => {
  test.setTimeout(120_000);
  await bench.open(LAB);
  await bench.run("echo from the first tab");
  const second = new Bench(await context.newPage());
  await second.open(LAB);
  await second.seesOnScreen("from the first tab");
  await expect(notice(second)).toContainText("open in another tab");
  await second.run("echo lost");
  await second.page.reload();
  await second.ready();
  expect(await second.screen()).not.toContain("lost");
  await second.page.getByRole("button", { name: "Go on here instead" }).click();
  await expect(notice(bench)).toContainText("Another tab has taken this over");
  await expect(notice(second)).toContainText("Restored");
  await second.ready();
  await second.run("echo from the second tab");
  await bench.run("echo no longer kept");
  await bench.page.close();
  await second.page.reload();
  await second.seesOnScreen("from the second tab");
  expect(await second.screen()).not.toContain("no longer kept");
  expect(second.troubles).toEqual([]);
});

test("storage that is full or blocked is said, and the page works on", async ({ bench }) => {
  const { page } = bench;
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await bench.open(LAB);
  await expect(notice(bench)).toContainText("does not keep anything");
  expect(await bench.run("echo works")).toContain("works");
});

test("what was typed survives a tab that is killed", async ({ bench, context }) => {
  await bench.open(LAB);
  await bench.run("echo before the end");
  const session = await context.newCDPSession(bench.page);
  void session.send("Page.crash").catch(() => {});
  await bench.page.waitForEvent("crash");
  const again = new Bench(await context.newPage());
  await again.open(LAB);
  await again.seesOnScreen("before the end");
});
