/** A `hop serve --clock step` of its own in a folder of its own, and real kubectls that talk to it. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const VERSIONS = ["1.27", "1.28", "1.29", "1.30", "1.31", "1.32", "1.33", "1.34", "1.35", "1.36"];
const COMMAND_MS = 60_000;

/** Version to path: `kubectl` and `kubectl.1.NN`, on the path and beside what the one on the path really is. */
export function findKubectls(): ReadonlyMap<string, string> {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => existsSync(folder));
  const plain = folders.map((folder) => join(folder, "kubectl")).find((path) => existsSync(path));
  if (plain !== undefined) folders.push(dirname(realpathSync(plain)));
  const found = new Map<string, string>();
  for (const version of VERSIONS) {
    const path = folders.map((folder) => join(folder, `kubectl.${version}`)).find((path) => existsSync(path));
    if (path !== undefined) found.set(version, path);
  }
  const version = plain === undefined ? undefined : clientVersion(plain);
  if (plain !== undefined && version !== undefined && !found.has(version)) found.set(version, plain);
  return found;
}

function clientVersion(path: string): string | undefined {
  const { stdout } = spawnSync(path, ["version", "--client", "-o", "json"], { encoding: "utf8" });
  return /"gitVersion": "v(\d+\.\d+)/.exec(stdout ?? "")?.[1];
}

export interface Ran {
  /** Both streams, as a terminal shows them. */
  readonly output: string;
  readonly exitCode: number;
}

export class ServedCluster {
  readonly folder: string;
  readonly kubeconfig: string;
  readonly #server: ChildProcess;
  readonly #env: NodeJS.ProcessEnv;

  private constructor(folder: string, server: ChildProcess) {
    this.folder = folder;
    this.kubeconfig = join(folder, "kubeconfig");
    this.#server = server;
    const path = `${join(folder, "bin")}${delimiter}${process.env.PATH ?? ""}`;
    this.#env = { PATH: path, HOME: folder, KUBECONFIG: this.kubeconfig, LANG: "C.UTF-8", TZ: "UTC" };
  }

  static async start(options: readonly string[] = []): Promise<ServedCluster> {
    const folder = mkdtempSync(join(tmpdir(), "hop-serve-"));
    const hop = join(ROOT, "src/cli/hop.mjs");
    const args = ["serve", "--clock", "step", "--port", "0", "--kubeconfig", join(folder, "kubeconfig"), ...options];
    const server = spawn(process.execPath, [hop, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    await new Promise<void>((ready, fail) => {
      const hear = (data: Buffer): void => {
        said += data.toString();
        if (said.includes("Ctrl-C ends it.")) ready();
      };
      server.stdout?.on("data", hear);
      server.stderr?.on("data", hear);
      server.once("exit", (code) => fail(new Error(`hop serve ended with ${code}: ${said}`)));
    });
    return new ServedCluster(folder, server);
  }

  get url(): string {
    return /server: (\S+)/.exec(execFileSync("cat", [this.kubeconfig], { encoding: "utf8" }))?.[1] ?? "";
  }

  /** Makes `kubectl` mean this one, and puts the manifests where commands run. */
  equip(kubectl: string): void {
    mkdirSync(join(this.folder, "bin"), { recursive: true });
    const link = join(this.folder, "bin", "kubectl");
    rmSync(link, { force: true });
    symlinkSync(kubectl, link);
    cpSync(join(ROOT, "tests/serve/manifests"), this.folder, { recursive: true });
  }

  run(command: string): Ran {
    const { stdout, status } = spawnSync("bash", ["-c", `exec 2>&1\n${command}`], {
      cwd: this.folder,
      env: this.#env,
      encoding: "utf8",
      timeout: COMMAND_MS,
    });
    return { output: stdout, exitCode: status ?? -1 };
  }

  /** The same with the streams apart. */
  ask(command: string): { readonly stdout: string; readonly stderr: string; readonly exitCode: number } {
    const { stdout, stderr, status } = spawnSync("bash", ["-c", command], {
      cwd: this.folder,
      env: this.#env,
      encoding: "utf8",
      timeout: COMMAND_MS,
    });
    return { stdout, stderr, exitCode: status ?? -1 };
  }

  spawn(command: string): ChildProcess {
    return spawn("bash", ["-c", `exec ${command}`], { cwd: this.folder, env: this.#env, stdio: "pipe" });
  }

  /** Ends it as Ctrl-C does; its exit code. */
  async stop(): Promise<number | null> {
    const ended = new Promise<number | null>((done) => this.#server.once("exit", (code) => done(code)));
    this.#server.kill("SIGINT");
    const code = await ended;
    rmSync(this.folder, { recursive: true, force: true });
    return code;
  }
}
