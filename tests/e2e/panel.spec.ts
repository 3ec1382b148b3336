import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import { linesOf } from "../../src/grade/script-lines.ts";
import { filledIn } from "../../src/grade/variant/template.ts";
import { type BenchPage, expect, test } from "./bench-page.ts";

const ROOT = new URL("../../", import.meta.url);
const LAB = "/labs/which-name-works/";
const COMPLETE = "Lab complete: every task is done.";

function solutionFor(values: Readonly<Record<string, string>>): string[] {
  return linesOf(filledIn(readFileSync(new URL("labs/which-name-works/solution.sh", ROOT), "utf8"), values));
}

/** The values of the learner's variant, as the text beside the bench shows them. */
async function valuesOn({ page }: BenchPage): Promise<Record<string, string>> {
  const pairs = await page
    .locator(".text-side [data-variable]")
    .evaluateAll((all) => all.map((one) => [(one as HTMLElement).dataset.variable, one.textContent]));
  return Object.fromEntries(pairs);
}

async function openLab(bench: BenchPage, address = LAB): Promise<void> {
  await bench.open(address);
  await expect(bench.checks.locator(".task")).toHaveCount(2, { timeout: 60_000 });
}

/** Tab presses until what has the focus is that button; nothing else is touched. */
async function tabTo({ page }: BenchPage, name: RegExp): Promise<void> {
  for (let pressed = 0; pressed < 80; pressed++) {
    await page.keyboard.press("Tab");
    const label = await page.evaluate(() => document.activeElement?.textContent?.replace(/\s+/g, " ").trim() ?? "");
    if (name.test(label)) return;
  }
  throw new Error(`no stop of the Tab key is named ${name}`);
}

test("a whole lab by keyboard alone, with the panel read as text, and handed in", async ({ bench }, testInfo) => {
  test.setTimeout(300_000);
  const { page, checks } = bench;
  await openLab(bench, `${LAB}?student=Ada`);
  const values = await valuesOn(bench);
  for (const line of solutionFor(values).filter((line) => !line.startsWith("answer"))) await bench.run(line);
  await expect(checks.getByRole("status").first()).toHaveText("1 of 2 tasks done.", { timeout: 60_000 });

  await expect(checks.getByRole("button", { name: "Check again" })).toBeEnabled();
  await page.locator(".xterm-helper-textarea").focus();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  await tabTo(bench, /^Check again/);
  // On to the question's field: what is written there is typed as a command.
  for (let pressed = 0; pressed < 40; pressed++) {
    await page.keyboard.press("Tab");
    if ((await page.evaluate(() => document.activeElement?.id)) === "answer-first-ending") break;
  }
  await page.keyboard.type(`${values.caller}.svc.cluster.local`);
  await page.keyboard.press("Enter");
  await expect(checks.getByRole("status").first()).toHaveText(COMPLETE, { timeout: 60_000 });
  await bench.seesOnScreen(`answer first-ending ${values.caller}.svc.cluster.local`);
  await expect(checks).toContainText("You answered");
  await expect(checks.locator(".effort")).toHaveText(/^7 commands, \d/);

  await tabTo(bench, /^Share this state$/);
  await page.keyboard.press("Tab");
  await page.keyboard.type("Ada Lovelace");
  const waits = page.waitForEvent("download");
  await page.keyboard.press("Enter");
  const download = await waits;
  expect(download.suggestedFilename()).toBe("which-name-works.Ada-Lovelace.hop.json");
  const file = testInfo.outputPath("handed-in.json");
  await download.saveAs(file);
  const said = execFileSync("node", ["src/cli/hop.mjs", "grade", "--format", "json", file], {
    cwd: ROOT,
    encoding: "utf8",
  });
  expect(JSON.parse(said)).toMatchObject([{ standing: "graded", student: "Ada Lovelace", earned: 4, total: 4 }]);
});

test("a variant is the student's, is shown in the text, and stays with the browser", async ({ bench }) => {
  test.setTimeout(180_000);
  const { page, checks } = bench;
  await openLab(bench, `${LAB}?student=Ada`);
  const [adas, shown] = [await valuesOn(bench), checks.locator(".work-seed")];
  await expect(shown).toHaveText("variant of Ada");
  await openLab(bench, `${LAB}?seed=12`);
  await expect(shown).toHaveText("variant 12");
  expect(await valuesOn(bench)).not.toEqual(adas);
  await openLab(bench);
  await expect(shown).toHaveText("variant 12");
  await checks.getByRole("button", { name: "Another variant" }).click();
  await bench.ready();
  await expect(shown).not.toHaveText("variant 12", { timeout: 60_000 });
  const chosen = await shown.textContent();
  expect(await bench.run("cat caller.yaml")).toContain((await valuesOn(bench)).service);
  await page.reload();
  await expect(shown).toHaveText(chosen ?? "", { timeout: 60_000 });
});

test("the first hint is for what fails, and the solution comes after trying", async ({ bench }) => {
  test.setTimeout(180_000);
  const { page, checks } = bench;
  await openLab(bench);
  await bench.run(`answer first-ending ${(await valuesOn(bench)).caller}.svc.cluster.local`);
  await expect(checks.getByRole("status").first()).toHaveText("1 of 2 tasks done.", { timeout: 60_000 });
  const hints = page.locator("hop-hints .hint");
  const solution = checks.getByRole("button", { name: "Show the solution" });
  await expect(solution).toHaveCount(0);
  for (const said of ["The caller asks for", "From another namespace", "will do"]) {
    await checks.getByRole("button", { name: "Show a hint" }).click();
    await expect(hints.filter({ visible: true }).filter({ hasText: said })).toBeVisible();
  }
  // The fourth one is for the question, which is answered.
  await expect(checks).toContainText("Every hint that fits is shown.");
  await solution.click();
  await expect(checks.locator(".solution li")).toHaveCount(7);
  await checks.getByRole("button", { name: "Type the next line" }).click();
  await expect(checks).toContainText("1 of 7 lines typed");
  await bench.seesOnScreen("kubectl logs deployment/caller");
  await checks.getByRole("button", { name: "Type the rest" }).click();
  await expect(checks.getByRole("status").first()).toHaveText(COMPLETE, { timeout: 90_000 });
});

test("three failed checks are a try as well", async ({ bench }) => {
  const { checks } = bench;
  await openLab(bench);
  const again = checks.getByRole("button", { name: "Check again" });
  for (let tried = 0; tried < 3; tried++) {
    await again.click();
    await expect(again).toBeEnabled({ timeout: 30_000 });
  }
  await expect(checks.getByRole("button", { name: "Show the solution" })).toBeVisible();
});

test("a failing check leads to its packets in the trace, and back", async ({ bench }) => {
  test.setTimeout(120_000);
  const { page, checks, trace } = bench;
  await bench.open("/labs/stale-address/");
  // A Service without Pods refuses at once: the check's packet is there to be seen.
  await bench.run("kubectl create service clusterip fastapi-k8s --tcp=80:8000");
  await checks
    .getByRole("button", { name: /^Show its packets in the trace/ })
    .first()
    .click({ timeout: 60_000 });
  await expect(trace.getByRole("table")).toBeVisible();
  await expect(trace).toContainText("What a check sent");
  await page.getByRole("button", { name: "Back to your packets" }).click();
  await expect(trace).not.toContainText("What a check sent");
});

test("progress is kept, saved and read in", async ({ bench }, testInfo) => {
  test.setTimeout(120_000);
  const { page, checks } = bench;
  await openLab(bench);
  await bench.run(`answer first-ending ${(await valuesOn(bench)).caller}.svc.cluster.local`);
  await expect(checks.getByRole("status").first()).toHaveText("1 of 2 tasks done.", { timeout: 60_000 });
  const waits = page.waitForEvent("download");
  await checks.getByRole("button", { name: "Save your progress" }).click();
  const file = testInfo.outputPath("progress.json");
  await (await waits).saveAs(file);
  expect(JSON.parse(readFileSync(file, "utf8")).labs["which-name-works"].best).toMatchObject({
    tasksDone: 1,
    tasks: 2,
  });
  await page.evaluate(() => localStorage.removeItem("hop-progress-2"));
  await checks.getByLabel("Read progress from a file").setInputFiles(file);
  await expect(checks).toContainText("Read: one lab is on record now.");
  expect(await page.evaluate(() => localStorage.getItem("hop-progress-2"))).toContain("which-name-works");
});

for (const colorScheme of ["light", "dark"] as const)
  test(`the panel has no accessibility findings in ${colorScheme} colours`, async ({ bench }) => {
    await bench.page.emulateMedia({ colorScheme });
    await openLab(bench);
    const again = bench.checks.getByRole("button", { name: "Check again" });
    for (let tried = 0; tried < 3; tried++) {
      await again.click();
      await expect(again).toBeEnabled({ timeout: 30_000 });
    }
    await bench.checks.getByRole("button", { name: "Show the solution" }).click();
    await expect(bench.checks.locator(".solution li")).toHaveCount(7);
    const { violations } = await new AxeBuilder({ page: bench.page }).exclude(".xterm").analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  });
