import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ServedCluster } from "./served-cluster.ts";

const HOP = fileURLToPath(new URL("../../src/cli/hop.mjs", import.meta.url));

function serve(...args: string[]) {
  const { stderr, status } = spawnSync(process.execPath, [HOP, "serve", ...args], {
    encoding: "utf8",
    timeout: 60_000,
  });
  return { stderr, status };
}

describe("hop serve", { timeout: 60_000 }, () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "hop-serve-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("ends with exit code 0 when it is interrupted", async () => {
    const cluster = await ServedCluster.start();
    expect(await cluster.stop()).toBe(0);
  });

  it("says that a port is in use, and writes no kubeconfig", async () => {
    const busy = createServer();
    await new Promise<void>((done) => busy.listen(0, "127.0.0.1", done));
    const { port } = busy.address() as { port: number };
    const kubeconfig = join(folder, "busy");
    expect(serve("--port", String(port), "--kubeconfig", kubeconfig)).toEqual({
      stderr: `hop: serve: port ${port} is in use; name another with --port, or 0 for any\n`,
      status: 2,
    });
    expect(existsSync(kubeconfig)).toBe(false);
    busy.close();
  });

  it("says that a kubeconfig cannot be written", () => {
    const kubeconfig = join(folder, "no", "such", "folder");
    expect(serve("--port", "0", "--kubeconfig", kubeconfig)).toEqual({
      stderr: `hop: serve: --kubeconfig: cannot write ${kubeconfig}: no such folder\n`,
      status: 2,
    });
  });

  it("leaves a kubeconfig alone that it did not write", () => {
    const kubeconfig = join(folder, "mine");
    writeFileSync(kubeconfig, "apiVersion: v1\nkind: Config\n");
    expect(serve("--port", "0", "--kubeconfig", kubeconfig)).toEqual({
      stderr: `hop: serve: --kubeconfig: ${kubeconfig} exists and is not of hop's making; name another file\n`,
      status: 2,
    });
  });

  it.each([
    [["--port", "x"], `serve: --port: "x" is not a port`],
    [["--port", "65536"], `serve: --port: "65536" is not a port`],
    [["--clock", "fast"], `serve: --clock: "fast" is not wall or step`],
    [["--cluster", "nosuch"], "--cluster: nosuch is not one of"],
  ])("refuses %s", (args, message) => {
    const { stderr, status } = serve(...args);
    expect(stderr).toContain(`hop: ${message}`);
    expect(status).toBe(2);
  });
});
