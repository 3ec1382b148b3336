import { expect, LESSON, test } from "./bench-page.ts";

test("a slash opens the search, arrows walk, Enter goes there", async ({ bench: { page } }) => {
  await page.goto("/");
  const dialog = page.getByRole("dialog", { name: "Search" });
  // Without a pause: the first letters come before the dialog does.
  await page.keyboard.type("/resolv.conf");
  await expect(dialog.getByRole("searchbox")).toBeFocused();
  await expect(dialog.getByRole("searchbox")).toHaveValue("resolv.conf");
  await expect(dialog.getByRole("status")).toHaveText(/page/);
  const first = dialog.getByRole("link").first();
  await expect(first).toContainText("Names instead of addresses");
  await expect(dialog.locator("mark").first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(first).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(dialog.getByRole("searchbox")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/names-instead-of-addresses/);
});

test("Ctrl-K opens it too, Escape closes it and gives the focus back", async ({ bench: { page } }) => {
  await page.goto("/glossary/");
  const letter = page.getByRole("link", { name: "C", exact: true });
  await letter.focus();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.keyboard.type("cni");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(letter).toBeFocused();
});

test("a section that has the words is found, and reached", async ({ bench: { page } }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("searchbox").fill("conntrack");
  await page.locator('.search-found a[href*="/glossary/#conntrack"]').click();
  await expect(page).toHaveURL(/\/glossary\/#conntrack$/);
  await expect(page.getByRole("heading", { name: "conntrack" })).toBeInViewport();
});

test("what is typed is text, and nothing found is said", async ({ bench: { page } }) => {
  await page.goto("/");
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.keyboard.type("<img src=x>");
  await expect(page.getByRole("dialog").getByRole("status")).toHaveText(/page|Nothing/);
  await page.getByRole("searchbox").fill("<b>ŵŵŵ</b>");
  await expect(page.getByRole("dialog").getByRole("status")).toHaveText("Nothing has “<b>ŵŵŵ</b>” in it.");
  await expect(page.getByRole("dialog").locator("img, b")).toHaveCount(0);
});

test("in the terminal a slash is a slash, and Ctrl-K belongs to the shell", async ({ bench }) => {
  await bench.open(LESSON);
  await bench.run("ls /etc/hosts");
  await bench.seesOnScreen("/etc/hosts");
  await bench.page.keyboard.press("Control+k");
  await expect(bench.page.getByRole("dialog")).toHaveCount(0);
});
