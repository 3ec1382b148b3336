import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { graderOfFiles } from "./grade-files.ts";

test("a folder of a thousand damaged files is a thousand rows, with a reason each", () => {
  const folder = mkdtempSync(join(tmpdir(), "grade-"));
  try {
    const damages = ["", "[]", '{"lab":', "\u0000", "7", '{"lab":"first-steps"}', "[".repeat(100_000)];
    const files = Array.from({ length: 998 }, (_, n) => join(folder, `${n}.json`));
    files.forEach((file, n) => {
      writeFileSync(file, damages[n % damages.length] as string);
    });
    const rows = [...files, folder, join(folder, "gone.json")].map(graderOfFiles());
    expect(rows).toHaveLength(1000);
    expect(rows.every(({ standing, reason }) => standing === "damaged" && reason !== "")).toBe(true);
    expect(rows.slice(-2).map(({ reason }) => reason)).toEqual([
      "it cannot be read: EISDIR",
      "it cannot be read: ENOENT",
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
