/** The kubeconfig of a served cluster: written when it can be used, and never over somebody else's. */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { UsageError } from "../usage-error.ts";

export interface KubeconfigNames {
  readonly cluster: string;
  readonly user: string;
  readonly context: string;
}

const MARK = "# Written by `hop serve`, which replaces it at every start.\n";

export function kubeconfigText(names: KubeconfigNames, server: string, caPem: string): string {
  return `${MARK}apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority-data: ${Buffer.from(caPem).toString("base64")}
    server: ${server}
  name: ${names.cluster}
contexts:
- context:
    cluster: ${names.cluster}
    user: ${names.user}
  name: ${names.context}
current-context: ${names.context}
preferences: {}
users:
- name: ${names.user}
  user:
    token: hop
`;
}

/** A file that we did not write is the learner's own, with the ways to their real clusters in it. */
export function checkReplaceable(path: string): void {
  if (!existsSync(path)) return;
  const text = reading(path, () => readFileSync(path, "utf8"));
  if (text.trim() !== "" && !text.startsWith(MARK))
    throw new UsageError(`serve: --kubeconfig: ${path} exists and is not of hop's making; name another file`);
}

/** Whole or not at all: who waits for the file never reads half of it. */
export function writeKubeconfig(path: string, text: string): void {
  const unfinished = `${path}.${process.pid}.tmp`;
  reading(path, () => {
    try {
      writeFileSync(unfinished, text, { mode: 0o600 });
      renameSync(unfinished, path);
    } catch (error) {
      rmSync(unfinished, { force: true });
      throw error;
    }
  });
}

function reading<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`serve: --kubeconfig: cannot write ${path}: ${WORDS[code ?? ""] ?? (error as Error).message}`);
  }
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: "no such folder",
  ENOTDIR: "no such folder",
  EACCES: "permission denied",
  EISDIR: "it is a folder",
  EROFS: "the file system is read-only",
};
