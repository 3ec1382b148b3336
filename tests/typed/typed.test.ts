/** The sessions of sessions.ts, typed at `hop sh --typed`. tests/e2e/typed.spec.ts types them in a browser. */
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import type { TypedLine } from "../../src/shell/terminal/type-lines.ts";
import { TYPED_SESSIONS, type TypedSession, type TypedStep } from "./sessions.ts";

const HOP = new URL("../../src/cli/hop.ts", import.meta.url).pathname;

function typed({ steps }: TypedSession): TypedLine[] {
  const input = steps.map(({ line }) => `${line}\n`).join("");
  const { stdout, stderr } = spawnSync(process.execPath, [HOP, "sh", "--typed", "--json", "-"], {
    input,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** What is wrong with a line, in words that name it. */
function problems({ line, waits, shows }: TypedStep, found: TypedLine | undefined): string[] {
  if (found === undefined) return [`${line}: the shell was gone`];
  const isBack = found.exitCode !== null;
  const state = isBack === (waits === "prompt") ? [] : [`${line}: ${isBack ? "the prompt is back" : "no prompt"}`];
  const missing = shows.filter((text) =>
    typeof text === "string" ? !found.screen.includes(text) : !text.test(found.screen),
  );
  return [...state, ...missing.map((text) => `${line}: no ${text} in ${JSON.stringify(found.screen)}`)];
}

test.each(TYPED_SESSIONS)("$name", (session) => {
  const lines = typed(session);
  expect(session.steps.flatMap((step, i) => problems(step, lines[i]))).toEqual([]);
});
