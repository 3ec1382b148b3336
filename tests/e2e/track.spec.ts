/**
 * Tried as a new user would: the whole first track in one browser, with the keyboard alone, from the home page's first
 * button to its last tick. Long here-documents are pasted; everything else is keys.
 */
import { readFileSync } from "node:fs";
import type { Locator } from "@playwright/test";
import { COURSE } from "../../content/course.ts";
import { LABS } from "../../labs/index.ts";
import { typedCommands } from "../../src/grade/mutation/typed-commands.ts";
import { linesOf } from "../../src/grade/script-lines.ts";
import { filledIn } from "../../src/grade/variant/template.ts";
import { valuesOf } from "../../src/grade/variant/values-of.ts";
import { type BenchPage, expect, test } from "./bench-page.ts";

const [TRACK] = COURSE;
const LESSONS = TRACK?.lessons.filter(({ planned }) => !planned) ?? [];
/** Of a lesson's blocks; that all of them do what the text says is tests/lessons.test.ts. */
const BLOCKS = 3;
/** From here on a command is pasted. */
const LONG = 200;
const COMPLETE = "Lab complete: every task is done.";
const PATIENT = { timeout: 90_000 };

test.use({ actionTimeout: 30_000 });

/** What a good learner types into the lab as it is offered to everybody, command by command. */
function commandsFor(slug: string): string[] {
  const definition = LABS.find((lab) => lab.slug === slug);
  const script = readFileSync(new URL(`../../labs/${slug}/solution.sh`, import.meta.url), "utf8");
  const lines = linesOf(filledIn(script, valuesOf(definition?.variables ?? {}, definition?.seed ?? 0)));
  return typedCommands(lines)
    .map(({ from, to }) => lines.slice(from, to).join("\n"))
    .filter((command) => !command.startsWith("#"));
}

async function press(place: Locator): Promise<void> {
  await place.focus();
  await place.press("Enter");
}

/** Enters a command, and skips whatever there is to wait for until the prompt is back. */
async function carryOut({ page, bench }: BenchPage, command: string): Promise<void> {
  const before = Number(await bench.getAttribute("data-commands"));
  const keyboard = page.locator(".terminal-screen:not([hidden]) .xterm-helper-textarea");
  await keyboard.focus();
  if (command.includes("\n") || command.length > LONG)
    await keyboard.evaluate((element, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, command);
  else await page.keyboard.type(command);
  await page.keyboard.press("Enter");
  await untilBack({ page, bench }, () => bench.getAttribute("data-commands").then((count) => Number(count) > before));
}

async function untilBack({ page, bench }: Pick<BenchPage, "page" | "bench">, isDone: () => Promise<boolean>) {
  const skip = page.getByRole("button", { name: "Skip the wait" });
  const look = async (): Promise<boolean> => {
    if ((await isDone()) && (await bench.getAttribute("data-terminal")) === "prompt") return true;
    // It may come back by itself between the look and the key.
    if (await skip.isEnabled()) await skip.press("Enter", { timeout: 2_000 }).catch(() => undefined);
    return false;
  };
  await expect.poll(look, { ...PATIENT, intervals: [20, 50, 100, 200] }).toBe(true);
}

async function doLab(bench: BenchPage, slug: string): Promise<void> {
  const { page, checks } = bench;
  const status = checks.getByRole("status").first();
  await bench.ready();
  await expect(checks.locator(".task").first()).toBeVisible(PATIENT);
  await expect(status, `${slug} as it begins`).not.toHaveText(COMPLETE);
  for (const command of commandsFor(slug)) await carryOut(bench, command);
  // What is under way comes to rest; the checks look again by themselves or when asked.
  const skip = page.getByRole("button", { name: "Skip the wait" });
  if (await skip.isEnabled()) await skip.press("Enter", { timeout: 2_000 }).catch(() => undefined);
  await expect(checks.getByRole("button", { name: "Check again" })).toBeEnabled(PATIENT);
  if ((await status.textContent()) !== COMPLETE) await press(checks.getByRole("button", { name: "Check again" }));
  await expect(status, slug).toHaveText(COMPLETE, PATIENT);
  await expect(checks.locator(".task:not(.done)")).toHaveCount(0);
}

async function readLesson(bench: BenchPage): Promise<void> {
  const { page } = bench;
  await bench.ready();
  for (const block of (await page.locator('hop-run[data-in="host"]').all()).slice(0, BLOCKS)) {
    const button = block.getByRole("button", { name: /^(Run|Press|Apply)/ });
    await press(button);
    if (!(await isOver(bench, button))) break;
  }
  for (const right of await page.locator("hop-quiz .quiz-choice[data-right]").all()) {
    await right.getByRole("radio").focus();
    await page.keyboard.press("Space");
    await expect(right.locator(".quiz-why")).toContainText("Right.");
  }
}

/** False when the block has opened a program that goes on: the rest of the lesson is typed into that. */
async function isOver({ page, bench }: BenchPage, button: Locator): Promise<boolean> {
  const skip = page.getByRole("button", { name: "Skip the wait" });
  const state = async (): Promise<string> => {
    const terminal = await bench.getAttribute("data-terminal");
    if (terminal !== "running" && (await button.isEnabled())) return terminal ?? "";
    if (await skip.isEnabled()) await skip.press("Enter", { timeout: 2_000 }).catch(() => undefined);
    return "";
  };
  await expect.poll(state, { ...PATIENT, intervals: [50, 100, 200] }).toMatch(/prompt|reading/);
  return (await bench.getAttribute("data-terminal")) === "prompt";
}

test("the first track from start to end, at the keyboard", async ({ bench }) => {
  test.setTimeout(1_200_000);
  const { page } = bench;
  await page.goto("/");
  await press(page.getByRole("link", { name: "Begin with the first lesson" }));
  for (const [nth, { slug, title }] of LESSONS.entries())
    await test.step(title, async () => {
      await expect(page).toHaveURL(new RegExp(`/${TRACK?.slug}/${slug}/$`));
      await readLesson(bench);
      const labs = page.locator(".labs-offered a");
      for (let at = 0; at < (await labs.count()); at++) {
        const lab = /labs\/([\w-]+)\//.exec((await labs.nth(at).getAttribute("href")) ?? "")?.[1] ?? "";
        await press(labs.nth(at));
        await expect(page).toHaveURL(new RegExp(`/labs/${lab}/$`));
        await test.step(lab, () => doLab(bench, lab));
        if (nth === Math.floor(LESSONS.length / 2) && at === 0) {
          await page.reload();
          await bench.ready();
          await expect(bench.checks.getByRole("status").first(), "after a reload").toHaveText(COMPLETE, PATIENT);
        }
        await press(page.getByRole("navigation", { name: "Where to go from here" }).getByRole("link", { name: title }));
        await expect(page).toHaveURL(new RegExp(`/${slug}/$`));
      }
      await press(page.locator(".lesson-nav a.next"));
    });

  await expect(page.locator("[data-state-of-track]").first()).toHaveText(`${LESSONS.length} of ${LESSONS.length} read`);
  for (const { slug } of LABS) await expect(page.locator(`[data-state-of-lab="${slug}"]`), slug).toHaveText("complete");
  await expect(page.locator("[data-state-of-lesson]", { hasText: "read" })).toHaveCount(LESSONS.length);
});
