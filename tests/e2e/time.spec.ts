import { AxeBuilder } from "@axe-core/playwright";
import { BenchPage as Bench, type BenchPage, expect, LAB, LESSON, test } from "./bench-page.ts";

function bar({ page, bench }: BenchPage) {
  const button = (name: string) => bench.getByRole("button", { name, exact: true });
  return {
    pause: button("Pause"),
    play: button("Play"),
    step: button("Step"),
    history: button("History"),
    undo: button("Undo the last"),
    again: button("Play it again"),
    now: button("Back to now"),
    goOn: button("Go on from here"),
    bringBack: button("Bring it back"),
    speed: bench.getByRole("combobox", { name: "Speed" }),
    slider: bench.getByRole("slider", { name: "Moment" }),
    moment: page.locator(".bench-moment"),
    clock: page.locator("[data-clock]"),
    said: page.locator("[data-time-said]"),
    notice: page.locator("[data-notice]"),
  };
}

async function makeThree(bench: BenchPage): Promise<void> {
  for (const name of ["one", "two", "three"]) await bench.run(`kubectl create configmap ${name}`);
}

/** Draws the slider back by keys, so many moments. */
async function lookBack(bench: BenchPage, moments: number): Promise<void> {
  const { history, slider, goOn } = bar(bench);
  if ((await history.getAttribute("aria-expanded")) === "false") await history.press("Enter");
  await expect(slider).toBeFocused();
  for (let i = 0; i < moments; i++) await slider.press("ArrowLeft");
  await expect(goOn).toBeVisible();
  await expect(bench.page.getByRole("progressbar", { name: "Replaying" })).toHaveCount(0);
}

test("a command that runs while time is paused stands still, goes step by step, and on", async ({ bench }) => {
  const { page } = bench;
  await bench.open(LESSON);
  const { clock, moment, said, play } = bar(bench);
  await bench.enter("sleep 2; kubectl create configmap one");
  await bench.running();
  await page.keyboard.press("F8");
  await expect(bench.status).toHaveText("paused");
  await expect(said).toHaveText("Time is paused.");
  await expect(clock).toHaveText(/^\d+\.\d{3}\u202f\d{3} s$/);
  const before = await clock.textContent();
  await page.waitForTimeout(2500);
  expect(await clock.textContent()).toBe(before);

  expect(await bench.screen()).not.toContain("configmap/one created");

  const seen: string[] = [];
  for (let i = 1; i <= 80 && !seen.at(-1)?.includes("create configmaps default/one"); i++) {
    await page.keyboard.press("F9");
    await expect(moment).toContainText(`Step ${i},`);
    seen.push((await moment.textContent()) ?? "");
  }
  expect(seen.at(-1)).toContain("kubectl: create configmaps default/one");
  await expect(said).toHaveText(seen.at(-1) as string);
  await play.press("Enter");
  await bench.seesOnScreen("configmap/one created");
  await expect(said).toHaveText("Time goes on.");
});

test("time goes a hundred times as fast, or a tenth", async ({ bench }) => {
  const { page } = bench;
  await bench.open(LESSON);
  const { speed } = bar(bench);
  await speed.selectOption("100");
  const startMs = Date.now();
  await bench.run("sleep 60; echo awake");
  await bench.seesOnScreen(/^awake$/m);
  expect(Date.now() - startMs).toBeLessThan(30_000);
  await speed.selectOption("0.1");
  await bench.enter("sleep 1");
  await bench.running();
  await page.waitForTimeout(2000);
  await expect(bench.bench).toHaveAttribute("data-terminal", "running");
  await speed.selectOption("10");
  await bench.ready();
});

test("the page stays at hand while the engine has more to do than it can", async ({ bench }) => {
  const { page } = bench;
  await bench.open(LESSON);
  await bar(bench).speed.selectOption("100");
  await bench.enter("while :; do :; done");
  await bench.running();
  await page.waitForTimeout(1000);
  await page.keyboard.press("Control+c");
  await bench.ready();
});

test("the past is looked at, and now is as it was left", async ({ bench }) => {
  const { page } = bench;
  await bench.open(LESSON);
  await makeThree(bench);
  await bench.run("cd /tmp");
  await page.keyboard.type("echo half");
  const { slider, said, now } = bar(bench);
  await lookBack(bench, 3);
  await expect(slider).toHaveAttribute("aria-valuetext", /^after kubectl create configmap one, /);
  await expect(said).toHaveText(/^As it was: after kubectl create configmap one, /);
  await expect(bench.status).toHaveText("as it was then");
  await bench.seesOnScreen("configmap/one created");
  expect(await bench.screen()).not.toContain("configmap/two");
  await page.locator(".terminal-screen:not([hidden]) .xterm-helper-textarea").focus();
  await page.keyboard.type("nothing");
  expect(await bench.screen()).not.toContain("nothing");
  const refused = page.locator("hop-run").first();
  await refused.getByRole("button").first().click();
  await expect(refused.locator(".run-state")).toContainText("this is how it was");

  await now.press("Enter");
  await expect(slider).toBeFocused();
  await bench.seesOnScreen("configmap/three created");
  await page.locator(".terminal-screen:not([hidden]) .xterm-helper-textarea").focus();
  await page.keyboard.type(" a word");
  await page.keyboard.press("Enter");
  await bench.seesOnScreen(/^half a word$/m);
  expect(await bench.run("pwd")).toMatch(/^\/tmp$/m);
});

test("whoever goes on from there undoes what came later; terminal, trace and a reload follow, and it can be taken back", async ({
  bench,
}) => {
  const { page } = bench;
  await bench.open(LESSON);
  await makeThree(bench);
  const { goOn, notice, bringBack } = bar(bench);
  await lookBack(bench, 1);
  await goOn.press("Enter");
  await expect(notice).toContainText("What came after this moment is undone.");
  await bringBack.press("Enter");
  await expect(notice).toContainText("All is as it was before.");
  await bench.ready();
  expect(await bench.run("clear; kubectl get configmap -o name")).toContain("configmap/three");

  await bar(bench).slider.focus();
  await lookBack(bench, 2);
  await goOn.press("Enter");
  await bench.ready();
  await bench.run("kubectl create configmap four");
  await expect(notice).toBeEmpty();
  const names = await bench.run("clear; kubectl get configmap -o name");
  expect(names).toContain("configmap/two");
  expect(names).toContain("configmap/four");
  expect(names).not.toContain("configmap/three");
  await page.getByRole("tab", { name: "Trace" }).click();
  await bench.run("curl -sS http://nowhere");
  await expect(bench.trace).toContainText("Answered by 203.0.113.53:53");
  await page.reload();
  await bench.ready();
  await bench.seesOnScreen("configmap/four");
  expect(await bench.screen()).not.toContain("configmap/three");
});

test("undo takes back a command with all that it did, checks and files too", async ({ bench }) => {
  test.setTimeout(120_000);
  const { page } = bench;
  await bench.open(LAB);
  const checked = bench.checks.locator("hop-lab-work, .checks-effort, .lab-effort").first();
  await expect(checked).toBeAttached();
  await bench.run("echo precious > note.txt");
  await bench.run("rm note.txt; echo gone");
  const { history, undo, notice, said } = bar(bench);
  await history.press("Enter");
  await undo.press("Enter");
  await expect(notice).toContainText("Undone: rm note.txt; echo gone.");
  await expect(said).toHaveText("Undone: rm note.txt; echo gone.");
  await bench.ready();
  expect(await bench.screen()).not.toContain("gone");
  await page.getByRole("tab", { name: "Files" }).click();
  await page.locator("hop-files").getByRole("button", { name: "note.txt" }).click();
  await expect(page.locator("hop-files .cm-content")).toContainText("precious");
  expect(await bench.run("cat note.txt")).toMatch(/^precious$/m);
});

test("packets fly on the map while somebody looks back, and fly again as they did", async ({ bench }) => {
  test.setTimeout(120_000);
  const { page } = bench;
  await bench.open(LESSON);
  await bench.run("kubectl run web --image=nginx --port=80 --expose; kubectl wait --for=condition=Ready pod/web");
  const ip = (await bench.run("clear; kubectl get pod web -o jsonpath='{.status.podIP}{\"\\n\"}'")).match(
    /10\.[\d.]+/,
  )?.[0];
  expect(ip).toBeDefined();
  await bench.enter(`kubectl run load --image=busybox -- sh -c 'while wget -qO- ${ip} >/dev/null; do sleep 0.2; done'`);
  await expect(page.locator("hop-map .packet-dot").first()).toBeAttached({ timeout: 30_000 });
  await bench.ready();
  const cell = page.locator("hop-map").getByText("load", { exact: true });
  await expect(cell.first()).toBeAttached();
  await lookBack(bench, 2);
  await expect(cell).toHaveCount(0);
  await expect(page.locator("hop-map .packet-dot, hop-map .verdict-mark")).toHaveCount(0);

  await bar(bench).slider.press("ArrowRight");
  await bar(bench).slider.press("ArrowRight");
  await expect(bar(bench).now).toBeHidden();
  await expect(cell.first()).toBeAttached();
  await expect(page.locator("hop-map .packet-dot").first()).toBeAttached();

  await bench.run("echo done");
  await bar(bench).slider.focus();
  await lookBack(bench, 1);
  await bar(bench).again.press("Enter");
  await expect(bench.status).toHaveText("as it went then");
  await expect(page.locator("hop-map .packet-dot").first()).toBeAttached({ timeout: 30_000 });
  await bar(bench).slider.press("Escape");
  await bench.ready();
});

test("a reload while the past is looked at comes back to now", async ({ bench }) => {
  const { page } = bench;
  await bench.open(LESSON);
  await makeThree(bench);
  await lookBack(bench, 3);
  await page.reload();
  await bench.ready();
  await bench.seesOnScreen("configmap/three created");
});

test("another tab has its own past, and the two do not meet", async ({ bench, context }) => {
  await bench.open(LESSON);
  await makeThree(bench);
  const other = new Bench(await context.newPage());
  await other.open(LESSON);
  await other.seesOnScreen("configmap/three created");
  await lookBack(other, 2);
  await bar(other).goOn.press("Enter");
  await other.page.close();
  await bench.page.reload();
  await bench.ready();
  await bench.seesOnScreen("configmap/three created");
});

test("time fits a phone", async ({ bench }) => {
  const { page } = bench;
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(LESSON);
  await page.getByRole("button", { name: "Terminal", exact: true }).click();
  await bench.ready();
  await bench.run("echo one");
  await lookBack(bench, 1);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  const { play, step, speed, history, slider, again, goOn, now, moment } = bar(bench);
  for (const part of [play, step, speed, history, slider, again, goOn, now, moment]) {
    const box = await part.boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(320);
  }
});

for (const colorScheme of ["light", "dark"] as const)
  test(`time's controls are accessible, ${colorScheme}`, async ({ bench }) => {
    const { page } = bench;
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await bench.open(LESSON);
    await bench.run("echo one");
    await bench.run("echo two");
    const axe = async () => (await new AxeBuilder({ page }).include("hop-bench").analyze()).violations;
    await bar(bench).history.click();
    expect(await axe()).toEqual([]);
    await lookBack(bench, 1);
    expect(await axe()).toEqual([]);
  });
