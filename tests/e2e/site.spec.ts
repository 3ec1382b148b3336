import { AxeBuilder } from "@axe-core/playwright";
import { expect, LAB, LESSON, test } from "./bench-page.ts";

test("the home page lists the five tracks, and leads to the first lesson", async ({ bench: { page } }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 2 })).toHaveText([
    /Deep dive/,
    /Microservices/,
    /Complete guide/,
    /Concepts/,
    /The journey/,
    "Labs",
  ]);
  await page.getByRole("link", { name: "Begin with the first lesson" }).click();
  await expect(page).toHaveURL(new RegExp(LESSON));
});

test("an unknown address says so and leads back", async ({ page }) => {
  const answer = await page.goto("/nowhere/");
  expect(answer?.status()).toBe(404);
  await page.getByRole("link", { name: "list of lessons" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Kubernetes networking you can run");
});

for (const colorScheme of ["light", "dark"] as const)
  for (const path of ["/", LESSON, LAB])
    test(`${path} has no accessibility findings in ${colorScheme} colours`, async ({ bench }) => {
      await bench.page.emulateMedia({ colorScheme });
      await bench.page.goto(path);
      if (path !== "/") {
        await bench.ready();
        await bench.run("kubectl get pods -A");
        await expect(bench.trace.or(bench.checks).first()).toBeAttached();
      }
      // xterm paints its rows itself; the live region beside it is what is read out.
      const { violations } = await new AxeBuilder({ page: bench.page }).exclude(".xterm").analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
    });

test("the choice of colours survives a reload", async ({ bench: { page } }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("/");
  await page.getByRole("button", { name: "Switch to dark colours" }).click();
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("without a choice the colours go with the system's, and a choice in one tab is seen in the other", async ({
  bench: { page },
}) => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("/");
  const theme = page.locator("html");
  await expect(theme).toHaveAttribute("data-theme", "light");
  await page.emulateMedia({ colorScheme: "dark" });
  await expect(theme).toHaveAttribute("data-theme", "dark");
  const other = await page.context().newPage();
  await other.emulateMedia({ colorScheme: "dark" });
  await other.goto("/");
  await other.getByRole("button", { name: "Switch to light colours" }).click();
  await expect(theme).toHaveAttribute("data-theme", "light");
});

test("the keyboard is not trapped in the terminal", async ({ bench }) => {
  await bench.open(LESSON);
  const { page } = bench;
  const inTerminal = () => page.evaluate(() => document.activeElement?.matches(".xterm-helper-textarea") === true);
  await page.locator(".xterm-helper-textarea").focus();
  await page.keyboard.press("Tab");
  expect(await inTerminal()).toBe(true);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  expect(await inTerminal()).toBe(false);
  await page.locator(".xterm-helper-textarea").focus();
  await page.keyboard.press("Shift+Tab");
  expect(await inTerminal()).toBe(false);
});

test("separators move by keyboard, and sizes are remembered", async ({ bench }) => {
  await bench.open(LESSON);
  const separator = bench.page.getByRole("separator", { name: "Width of the text" });
  const text = bench.page.getByRole("main");
  const before = (await text.boundingBox())?.width ?? 0;
  await separator.focus();
  await bench.page.keyboard.press("ArrowRight");
  expect((await text.boundingBox())?.width).toBeGreaterThan(before);
  await expect(separator).toHaveAttribute("aria-valuenow", "48");
  await bench.page.reload();
  await expect(separator).toHaveAttribute("aria-valuenow", "48");
});

test("on a phone the panes are tabs, and nothing is wider than the screen", async ({ bench }) => {
  const { page } = bench;
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(LESSON);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(320);
  await expect(page.locator(".xterm")).toHaveCount(0);
  await page.getByRole("button", { name: "Terminal", exact: true }).click();
  await bench.ready();
  await bench.run("echo small");
  await bench.seesOnScreen("small");
});

test("before the bench is seen a lesson loads at most 40 KB of script", async ({ page }) => {
  let bytes = 0;
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  const scripts = new Set<string>();
  session.on("Network.responseReceived", ({ requestId, type }) => {
    if (type === "Script") scripts.add(requestId);
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength;
  });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(LESSON, { waitUntil: "networkidle" });
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(40 * 1024);
});
