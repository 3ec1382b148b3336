import { AxeBuilder } from "@axe-core/playwright";
import { type BenchPage, expect, LESSON, test } from "./bench-page.ts";

const SERVICE = "Service fastapi-k8s in default";

/** The lesson with its app running, the map in view. */
async function openMap(bench: BenchPage): Promise<void> {
  await bench.open(LESSON);
  await bench.run("kubectl apply -f k8s.yaml");
  await bench.skip();
  await expect(cells(bench, /^Pod fastapi-k8s-.*Ready$/)).toHaveCount(3);
}

function cells({ page }: BenchPage, name: string | RegExp) {
  return page.locator("hop-map svg").getByRole("button", { name });
}

/** Of each cell its id and where it stands. */
function placesOf(buttons: ReturnType<typeof cells>): Promise<[string, string][]> {
  return buttons.evaluateAll((all) =>
    all.map(({ parentElement: cell }) => [cell?.dataset.id ?? "", cell?.getAttribute("transform") ?? ""]),
  );
}

test("objects appear as they are made, and go when they are deleted, and the others stay where they are", async ({
  bench,
}) => {
  await openMap(bench);
  await expect(cells(bench, SERVICE)).toBeVisible();
  const pods = cells(bench, /^Pod fastapi-k8s-/);
  const before = await placesOf(pods);
  await bench.run(`kubectl delete pod ${String(before[0]?.[0]).split("/").at(-1)} --wait=false`);
  await bench.skip();
  await expect(pods).toHaveCount(3);
  const after = new Map(await placesOf(pods));
  expect(after.has(String(before[0]?.[0]))).toBe(false);
  for (const [id, place] of before.slice(1)) expect(after.get(id)).toBe(place);
});

test("packets fly, and their end is said in words", async ({ bench }) => {
  await openMap(bench);
  await bench.enter("curl -s http://localhost/");
  await expect(bench.page.locator(".packet-dot").first()).toBeAttached();
  await bench.page.getByLabel("As text").check();
  const words = bench.page.getByRole("region", { name: "The map in words" });
  await expect(
    words
      .getByRole("listitem")
      .filter({ hasText: /^tcp .*: delivered$/ })
      .first(),
  ).toBeVisible();
  await bench.run("curl -s http://localhost:81/");
  await expect(words.getByRole("listitem").filter({ hasText: "refused" }).first()).toBeVisible();
});

test("with reduced motion nothing moves", async ({ bench }) => {
  await bench.page.emulateMedia({ reducedMotion: "reduce" });
  await openMap(bench);
  await bench.enter("curl -s http://localhost/");
  await expect(bench.page.locator(".packet-way").first()).toBeAttached();
  await expect(bench.page.locator(".packet-dot")).toHaveCount(0);
});

test("by keyboard: from cell to cell, what it selects, a card, and a command typed into the terminal", async ({
  bench,
}) => {
  await openMap(bench);
  const { page } = bench;
  await page.getByRole("tab", { name: "Map" }).focus();
  const stops = page.locator("hop-map svg [tabindex='0']");
  await expect(stops).toHaveCount(1);
  await stops.focus();
  await page.keyboard.press("Home");
  await expect(page.locator("hop-map svg :focus")).toHaveAttribute("aria-label", "Internet, elsewhere");
  for (
    let step = 0;
    step < 6 && !/^Service/.test((await page.locator("hop-map svg :focus").getAttribute("aria-label")) ?? "");
    step++
  )
    await page.keyboard.press("ArrowRight");
  await expect(page.locator("hop-map svg :focus")).toHaveAttribute("aria-label", new RegExp(SERVICE));
  await expect(page.locator("hop-map svg .cell.related [aria-label^=Pod]")).toHaveCount(3);
  await expect(page.locator("hop-map .lines.shown path")).not.toHaveCount(0);
  await page.keyboard.press("Enter");
  const card = page.getByRole("region", { name: "About fastapi-k8s" });
  await expect(card).toBeFocused();
  await expect(card).toContainText("app=fastapi-k8s");
  await expect(card).toContainText("3 endpoints");
  await page.keyboard.press("Escape");
  await expect(card).toHaveCount(0);
  await expect(page.locator("hop-map svg :focus")).toHaveAttribute("aria-label", new RegExp(SERVICE));
  await page.keyboard.press("Enter");
  await card.getByRole("button", { name: "kubectl describe" }).click();
  await bench.seesOnScreen(/LoadBalancer Ingress: +localhost.*Session Affinity:/s);
});

test("can it? is answered by sending in a copy, and the learner's cluster hears nothing", async ({ bench }) => {
  await openMap(bench);
  const { page } = bench;
  const reach = page.locator("hop-reach");
  const pods = await reach.getByLabel("Source").locator("option", { hasText: "Pod fastapi" }).allInnerTexts();
  const before = await bench.run("kubectl get pods -o name");
  const seq = await page.evaluate(() => document.querySelectorAll(".exchange").length);
  await reach.getByLabel("Source").selectOption({ label: pods[0] as string });
  await reach.getByLabel("Target").selectOption({ label: "Service fastapi-k8s" });
  await reach.getByRole("button", { name: "Try it" }).click();
  await expect(reach.getByRole("status")).toContainText(/Yes, .* answered with status 200\./, { timeout: 60_000 });
  await expect(reach.locator(".reach-more li").first()).toBeAttached();
  await reach.getByLabel("port").fill("81");
  await reach.getByLabel("port").press("Tab");
  await reach.getByRole("button", { name: "Try it" }).click();
  await expect(reach.getByRole("status")).toContainText(/No, .*Look at: /s, { timeout: 60_000 });
  await bench.run("clear");
  expect(await bench.run("kubectl get pods -o name")).toContain(before.split("\n").at(-2) as string);
  expect(await page.evaluate(() => document.querySelectorAll(".exchange").length)).toBe(seq);
});

for (const colorScheme of ["light", "dark"] as const)
  test(`the open map has no accessibility findings in ${colorScheme} colours`, async ({ bench }) => {
    await bench.page.emulateMedia({ colorScheme });
    await openMap(bench);
    await cells(bench, SERVICE).click();
    const scan = async (): Promise<unknown> => {
      const { violations } = await new AxeBuilder({ page: bench.page }).exclude(".xterm").analyze();
      return violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]);
    };
    expect(await scan()).toEqual([]);
    await bench.page.getByLabel("As text").check();
    expect(await scan()).toEqual([]);
  });

test("panes: tabs by arrow keys, F6 from pane to pane, a folded pane comes back, and is remembered", async ({
  bench,
}) => {
  await bench.open(LESSON);
  const { page } = bench;
  await page.getByRole("tab", { name: "Map" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tab", { name: "Trace" })).toBeFocused();
  await expect(page.getByRole("tabpanel", { name: "Trace" })).toBeVisible();
  await page.keyboard.press("F6");
  await expect(page.getByRole("main")).toBeFocused();
  await page.keyboard.press("F6");
  await expect(page.locator(".xterm-helper-textarea")).toBeFocused();
  await page.keyboard.press("F6");
  await expect(page.getByRole("tab", { name: "Trace" })).toBeFocused();
  await page.keyboard.press("Shift+F6");
  await expect(page.locator(".xterm-helper-textarea")).toBeFocused();

  const separator = page.getByRole("separator", { name: "Height of the terminal" });
  await separator.focus();
  await page.keyboard.press("End");
  await expect(page.getByRole("tablist", { name: "Panes" })).toBeHidden();
  await page.reload();
  await expect(separator).toHaveAttribute("aria-valuenow", "100");
  await expect(page.getByRole("tablist", { name: "Panes" })).toBeHidden();
  await separator.focus();
  await page.keyboard.press("Enter");
  await expect(separator).toHaveAttribute("aria-valuenow", "45");
  await expect(page.getByRole("tablist", { name: "Panes" })).toBeVisible();
});

test("the terminal fills the window and gives it back", async ({ bench }) => {
  await bench.open(LESSON);
  const { page } = bench;
  await page.locator(".xterm-helper-textarea").focus();
  await page.keyboard.press("Alt+Enter");
  const width = async (): Promise<number> => (await bench.bench.boundingBox())?.width ?? 0;
  expect(await width()).toBe(1440);
  await expect(page.locator(".xterm-helper-textarea")).toBeFocused();
  await bench.run("echo large");
  await page.getByRole("button", { name: "Leave full screen" }).click();
  expect(await width()).toBeLessThan(1000);
});

test("on a phone: the map fits, and the key row's Ctrl goes with the next key", async ({ bench }) => {
  const { page } = bench;
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(LESSON);
  await page.getByRole("button", { name: "Terminal", exact: true }).click();
  await bench.ready();
  await bench.enter("sleep 1000");
  await bench.running();
  await page.getByRole("button", { name: "Ctrl", exact: true }).click();
  await expect(page.getByRole("button", { name: "Ctrl", exact: true })).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.type("c");
  await bench.ready();
  await expect(page.getByRole("button", { name: "Ctrl", exact: true })).toHaveAttribute("aria-pressed", "false");
  await page.getByRole("button", { name: "Map", exact: true }).click();
  await expect(cells(bench, /^Node docker-desktop/)).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  const { width, view } = await page.evaluate(() => ({
    width: document.querySelector(".map-drawing")?.getBoundingClientRect().width ?? 0,
    view: document.querySelector(".map-view")?.clientWidth ?? 0,
  }));
  expect(width).toBeLessThanOrEqual(view);
});

test("on paper there is the text alone, and commands are not cut", async ({ bench }) => {
  await bench.open(LESSON);
  const { page } = bench;
  await page.emulateMedia({ media: "print" });
  await expect(page.locator("hop-bench")).toBeHidden();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const cut = await page
    .locator(".code-block pre")
    .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).length);
  expect(cut).toBe(0);
});
