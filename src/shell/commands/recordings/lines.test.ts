import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { given, run } from "../../testing/given.ts";

/** What Debian's bash and tools print for one line, in a home folder with the files of text-tools.json. */
interface Recording {
  readonly line: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  /** Its message is worded otherwise there: here it need only be one. */
  readonly otherWords?: true;
}

const read = (name: string) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
const { cases }: { cases: readonly Recording[] } = read("./lines.json");
const { files }: { files: Readonly<Record<string, string>> } = read("./text-tools.json");

describe("lines that experts type do what they do with the real tools", () => {
  for (const { line, otherWords, ...wanted } of cases)
    it(line, () => {
      const got = run(given.machine({ files }), line, { maxSeconds: 100 });
      if (otherWords === true) expect(got).toEqual({ ...wanted, stderr: expect.stringMatching(/./) });
      else expect(got).toEqual(wanted);
    });
});
