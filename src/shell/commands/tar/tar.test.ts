import { describe, expect, it } from "vitest";
import { decodeUtf8, encodeUtf8 } from "../../../sim/core/utf8.ts";
import { given, run } from "../../testing/given.ts";
import { decodeBase64 } from "../base64/base64.ts";
import { gunzipped, gzipped } from "../gzip/container.ts";

const FILES = { "d/x": "one\n", "d/e/y": "two\n", "a.txt": "hello\n" };

/** What gzip 1.12 makes of "hello hello hello\n", with -9n. */
const REAL_GZIP = "H4sIAAAAAAACA8tIzcnJV8hAkFwAO3yK3xIAAAA=";

function bytesOf(base64: string): Uint8Array {
  return decodeBase64(base64).decoded;
}

describe("tar", () => {
  it("makes an archive, lists it and takes it apart", () => {
    const machine = given.machine({ files: FILES });
    expect(run(machine, "tar cf t.tar d && tar tf t.tar").stdout).toBe("d/\nd/e/\nd/e/y\nd/x\n");
    expect(run(machine, "mkdir out && tar xvf t.tar -C out && cat out/d/e/y").stdout).toBe(
      "d/\nd/e/\nd/e/y\nd/x\ntwo\n",
    );
  });

  it("goes through a pipe, as kubectl cp sends files", () => {
    const machine = given.machine({ files: FILES });
    expect(run(machine, "mkdir o; tar cf - a.txt d | tar xmf - -C o; cat o/a.txt o/d/x").stdout).toBe("hello\none\n");
    expect(run(machine, "tar czf - d | tar xzOf - d/x").stdout).toBe("one\n");
  });

  it("strips leading slashes, excludes, and never leaves the folder it was told to fill", () => {
    const machine = given.machine({ files: FILES });
    const made = run(machine, "tar cf t.tar --exclude=e /home/learner/d; tar tf t.tar");
    expect(made).toMatchObject({
      stdout: "home/learner/d/\nhome/learner/d/x\n",
      stderr: "tar: Removing leading `/' from member names\n",
    });
  });

  it.each([
    [
      "tar tf nosuch",
      "tar: nosuch: Cannot open: No such file or directory\ntar: Error is not recoverable: exiting now\n",
      2,
    ],
    [
      "tar xf a.txt",
      "tar: This does not look like a tar archive\ntar: Exiting with failure status due to previous errors\n",
      2,
    ],
    [
      "tar cf x.tar",
      "tar: Cowardly refusing to create an empty archive\nTry 'tar --help' or 'tar --usage' for more information.\n",
      2,
    ],
    [
      "tar cf t.tar d; tar xf t.tar nope",
      "tar: nope: Not found in archive\ntar: Exiting with failure status due to previous errors\n",
      2,
    ],
  ])("%s", (script, stderr, exitCode) => {
    expect(run(given.machine({ files: FILES }), script)).toMatchObject({ stderr, exitCode });
  });
});

describe("gzip", () => {
  it("reads what the real one wrote, and its own", () => {
    expect(decodeUtf8(gunzipped(bytesOf(REAL_GZIP)))).toBe("hello hello hello\n");
    const text = encodeUtf8("abcabcabc ".repeat(5000));
    const small = gzipped(text, { name: "f", mtimeSec: 1 });
    expect(small.length).toBeLessThan(text.length / 20);
    expect(gunzipped(small)).toEqual(text);
  });

  it("replaces a file, keeps it with -k, and says what is no gzip file", () => {
    const machine = given.machine({ files: FILES });
    expect(run(machine, "gzip a.txt; ls; gunzip a.txt.gz; ls; gzip -k a.txt; ls").stdout).toBe(
      "a.txt.gz\nd\na.txt\nd\na.txt\na.txt.gz\nd\n",
    );
    expect(run(machine, "echo hi | gunzip")).toMatchObject({
      stderr: "\ngzip: stdin: not in gzip format\n",
      exitCode: 1,
    });
  });
});
