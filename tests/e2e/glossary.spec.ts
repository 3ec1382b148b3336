import { expect, LESSON, test } from "./bench-page.ts";

test("a term explains itself on hover, the pointer may go there, Escape closes it", async ({ bench: { page } }) => {
  await page.goto(LESSON);
  const term = page.locator("a.term", { hasText: /^Pods?$/ }).first();
  const meaning = page.getByRole("tooltip");
  await term.hover();
  await expect(meaning).toContainText("smallest thing that Kubernetes runs");
  await expect(term).toHaveAccessibleDescription(/smallest thing/);
  await meaning.hover();
  await page.waitForTimeout(400);
  await expect(meaning).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(meaning).toBeHidden();
});

test("on focus too, wherever the page had to scroll to", async ({ bench: { page } }) => {
  await page.goto(LESSON);
  const term = page.locator("a.term").last();
  await term.focus();
  const meaning = page.getByRole("tooltip");
  await expect(meaning).toBeInViewport();
  await page.keyboard.press("Tab");
  await expect(term).not.toBeFocused();
  await expect(meaning).toBeHidden();
});

test("each term is marked once in a lesson, and never in code or headings", async ({ bench: { page } }) => {
  await page.goto(LESSON);
  const targets = await page.locator("a.term").evaluateAll((terms) => terms.map((term) => term.getAttribute("href")));
  expect(targets.length).toBeGreaterThan(5);
  expect(new Set(targets).size).toBe(targets.length);
  await expect(page.locator(":is(code, pre, h1, h2, h3, legend, button) a.term")).toHaveCount(0);
});

test("the first tap explains, the second follows", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, hasTouch: true, viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.goto(LESSON);
  const term = page.locator("a.term").first();
  await term.tap();
  await expect(page.getByRole("tooltip")).toBeVisible();
  await expect(page).toHaveURL(new RegExp(LESSON));
  const box = await page.getByRole("tooltip").boundingBox();
  expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? 999) <= 390).toBe(true);
  await term.tap();
  await expect(page).toHaveURL(/\/glossary\/#/);
  await context.close();
});

test("without script a term is a link into the glossary", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(LESSON);
  await page.locator("a.term").first().click();
  await expect(page).toHaveURL(/\/glossary\/#/);
  await context.close();
});
