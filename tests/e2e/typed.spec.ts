/** The sessions of tests/typed/sessions.ts, with real keys in a real browser. */
import { TYPED_SESSIONS, type TypedStep } from "../typed/sessions.ts";
import { type BenchPage, expect, LESSON, test } from "./bench-page.ts";

const KEYS: Readonly<Record<string, string>> = {
  "^C": "Control+c",
  "^D": "Control+d",
  "^Z": "Control+z",
  "^[": "Escape",
};

async function enter(bench: BenchPage, { line }: TypedStep): Promise<void> {
  const key = KEYS[line];
  if (key === undefined) await bench.enter(line);
  else await bench.page.keyboard.press(key);
}

/** For more of a command it is the prompt that waits. */
function stateOf({ waits }: TypedStep): string {
  return waits === "more" ? "prompt" : waits;
}

for (const { name, steps } of TYPED_SESSIONS)
  test(name, async ({ bench }) => {
    test.setTimeout(300_000);
    await bench.open(LESSON);
    for (const step of steps)
      await test.step(step.line, async () => {
        await enter(bench, step);
        for (const text of step.shows) await bench.seesOnScreen(text);
        await expect(bench.bench).toHaveAttribute("data-terminal", stateOf(step), { timeout: 60_000 });
      });
  });
