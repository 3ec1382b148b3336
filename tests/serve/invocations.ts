/** Many commands through a real kubectl and through ours, and what each of them said. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { openSession } from "../../src/shell/session.ts";
import { SOFTWARE } from "../../src/shell/software.ts";
import { masked } from "./masks.ts";
import { ServedCluster } from "./served-cluster.ts";

const HERE = import.meta.dirname;
export const INVOCATIONS = join(HERE, "invocations");

export interface Said {
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** Which kubectl was asked, and when. */
export interface Recording {
  readonly kubectl: string;
  readonly recorded: string;
  readonly said: readonly Said[];
}

export function commandsOf(name: string): string[] {
  const lines = readFileSync(join(INVOCATIONS, `${name}.txt`), "utf8").split("\n");
  return lines.filter((line) => line !== "");
}

/** The first line says of which kubectl it is, the others are `[stdout, stderr, exit code]`, one for each command. */
export function readRecording(name: string): Recording | null {
  const path = join(INVOCATIONS, `${name}.jsonl`);
  if (!existsSync(path)) return null;
  const [head = "{}", ...lines] = readFileSync(path, "utf8").trimEnd().split("\n");
  const commands = commandsOf(name);
  const said = lines.map((line, i) => {
    const [stdout, stderr, exitCode] = JSON.parse(line) as [string, string, number];
    return { command: commands[i] ?? "", stdout, stderr, exitCode };
  });
  return { ...(JSON.parse(head) as { kubectl: string; recorded: string }), said };
}

export function recordingText({ kubectl, recorded, said }: Recording): string {
  const lines = said.map(({ stdout, stderr, exitCode }) => JSON.stringify([stdout, stderr, exitCode]));
  return `${[JSON.stringify({ kubectl, recorded }), ...lines].join("\n")}\n`;
}

export async function askReal(kubectl: string, name: string): Promise<Said[]> {
  const cluster = await ServedCluster.start();
  try {
    cluster.equip(kubectl);
    const { url } = cluster;
    return commandsOf(name).map((command) => {
      const { stdout, stderr, exitCode } = cluster.ask(command);
      const plain = (text: string): string =>
        comparable(text.replaceAll(url, "https://127.0.0.1:6443").replaceAll(cluster.folder, "/home/learner"));
      return { command, stdout: plain(stdout), stderr: plain(stderr), exitCode };
    });
  } finally {
    await cluster.stop();
  }
}

export function askOurs(name: string): Said[] {
  const folder = join(HERE, "manifests");
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
  const files = Object.fromEntries(paths.sort().map((path) => [path, readFileSync(join(folder, path), "utf8")]));
  const session = openSession({ profile: "docker-desktop", seed: 1, files }, SOFTWARE);
  return commandsOf(name).map((command) => {
    const { stdout, stderr, exitCode } = session.run(command, 120);
    return { command, stdout: comparable(stdout), stderr: comparable(stderr), exitCode };
  });
}

/** How much time went by, and what is drawn by lot, differ; columns beside an age stand where its width puts them. */
export function comparable(text: string): string {
  const plain = masked(text)
    .replaceAll("/home/learner/kubeconfig", "/home/learner/.kube/config")
    .replace(/\b10\.1\.0\.\d+\b/g, "10.1.0.x")
    .replace(/(?<![-\w])\d+[smhd](\d+[smhd])?(?![-\w])( \(x\d+ over \d+[smhd](\d+[smhd])?\))?/g, "0s");
  const aligned = /\bAGE\b|\bAge\b/.test(plain) ? plain.replace(/ {2,}/g, "  ").replace(/-{2,}/g, "--") : plain;
  return aligned
    .split("\n")
    .filter((line) => !line.startsWith("Waiting for "))
    .map(folded)
    .join("\n")
    .replace(/&\{0x[0-9a-f]+ /g, "&{0x0 ")
    .replace(/(kubectl-edit-|LIVE-|MERGED-)\d+/g, "$10")
    .replace(/[EFIW]\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+ /g, "E0000 00:00:00.000000 0 ");
}

const LONG = 600;

/** A long line (a whole object in an error) by its beginning and its hash. */
function folded(line: string): string {
  if (line.length <= LONG) return line;
  return `${line.slice(0, 80)}... sha256:${createHash("sha256").update(line).digest("hex").slice(0, 16)}`;
}

export function differences(real: readonly Said[], ours: readonly Said[]): string[] {
  return real.flatMap((said, i) => {
    const mine = ours[i] as Said;
    const isSame = said.stdout === mine.stdout && said.stderr === mine.stderr && said.exitCode === mine.exitCode;
    return isSame ? [] : [`$ ${said.command}\n--- real\n${shown(said)}\n--- ours\n${shown(mine)}`];
  });
}

function shown({ stdout, stderr, exitCode }: Said): string {
  return `${stdout}${stderr === "" ? "" : `[stderr] ${stderr}`}[exit ${exitCode}]`;
}

export function versionOf(kubectl: string): string {
  const { stdout } = spawnSync(kubectl, ["version", "--client", "-o", "json"], { encoding: "utf8" });
  return /"gitVersion": "(v[^"]*)"/.exec(stdout ?? "")?.[1] ?? "";
}
