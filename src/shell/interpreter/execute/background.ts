/** `command &`. Models: POSIX XCU 2.9.3.1 (asynchronous lists), bash execute_cmd.c */

import type { Run } from "../../../sim/core/wait.ts";
import { openNull } from "../../../sim/os/null-device.ts";
import type { Process } from "../../../sim/os/process.ts";
import { OpenFile } from "../../../sim/os/vfs/open-file.ts";
import type { Statement } from "../../syntax/ast.ts";
import type { Shell } from "../shell.ts";
import { hasJobControl } from "./foreground.ts";
import { isPlainPipeline, jobTexts } from "./job-texts.ts";
import { startPipeline } from "./pipeline.ts";
import { runInvocation } from "./simple.ts";
import { forkNode } from "./subshell.ts";

export function* startBackground(shell: Shell, { node, text }: Statement): Run<void> {
  const controls = hasJobControl(shell);
  if (controls && node.kind === "simple" && node.text.startsWith("%")) {
    yield* runInvocation(shell, { args: ["bg", ...node.text.split(/\s+/)], arrays: new Map(), node });
    return;
  }
  const processes: Process[] = [];
  if (isPlainPipeline(node)) processes.push(...(yield* startPipeline(shell, node, { isBackground: true })));
  else {
    const fds = controls ? new Map() : new Map([[0, new OpenFile(openNull())]]);
    processes.push(yield* forkNode(shell, node, { fds, ...(controls ? { pgid: "new" as const } : {}) }));
  }
  if (!controls)
    for (const process of processes) for (const signal of ["INT", "QUIT"] as const) process.on(signal, "ignore");
  const last = processes.at(-1) as Process;
  shell.lastBackground = last.pid;
  const job = shell.jobs.add(processes, jobTexts(shell, node, isPlainPipeline(node) ? node.texts : [text]));
  job.isNotified = false;
  if (shell.isInteractive && !shell.isSubshell) yield* shell.printError(`[${job.number}] ${last.pid}\n`);
  shell.status = 0;
  shell.pipeStatus = null;
}
