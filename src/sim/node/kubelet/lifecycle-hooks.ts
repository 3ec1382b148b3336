/**
 * postStart and preStop: a command in the container, a request to it, or a pause.
 *
 * Models: pkg/kubelet/lifecycle/handlers.go
 */
import type { Run } from "../../core/wait.ts";
import { isStatus } from "../../kube/api/status.ts";
import type { LifecycleHandler } from "../../kube/schema/types.ts";
import { httpGet } from "./http-get.ts";
import { type ProbeTarget, portNumber } from "./probes.ts";

export interface HookTarget extends ProbeTarget {
  /** When the grace period is over, for preStop. */
  readonly deadlineUs: number | null;
}

const HTTP_TIMEOUT_US = 30_000_000;

/** Null when it went well, else what went wrong. */
export function* runHook(hook: LifecycleHandler, target: HookTarget): Run<string | null> {
  const { clock } = target.run.machine;
  if (hook.sleep !== undefined) {
    const untilUs = Math.min(
      clock.nowUs + hook.sleep.seconds * 1_000_000,
      target.deadlineUs ?? Number.MAX_SAFE_INTEGER,
    );
    while (clock.nowUs < untilUs && target.run.exit === null)
      yield { on: [target.run.ended], untilUs, background: false };
    return null;
  }
  if (hook.exec !== undefined) return yield* runCommand(hook.exec.command ?? [], target);
  if (hook.httpGet !== undefined) {
    const { host, port, path = "/", scheme = "HTTP", httpHeaders = [] } = hook.httpGet;
    const answer = yield* httpGet(target.node, {
      scheme: scheme.toLowerCase(),
      host: host ?? target.podIP,
      port: portNumber(port, target.container),
      path,
      headers: httpHeaders,
      timeoutUs: HTTP_TIMEOUT_US,
    });
    return "error" in answer ? answer.error : null;
  }
  return null;
}

function* runCommand(command: readonly string[], { run, container, deadlineUs }: HookTarget): Run<string | null> {
  const session = run.exec({
    container: container.name,
    command,
    stdin: false,
    stdout: true,
    stderr: true,
    tty: false,
  });
  if (isStatus(session)) return session.message ?? "";
  const { clock } = run.machine;
  while (session.exit === null) {
    if (deadlineUs !== null && clock.nowUs >= deadlineUs) {
      session.close();
      return `command '${command.join(" ")}' timed out`;
    }
    yield deadlineUs === null
      ? { on: [session.ended] }
      : { on: [session.ended], untilUs: deadlineUs, background: false };
  }
  if ("code" in session.exit && session.exit.code === 0) return null;
  const code = "code" in session.exit ? session.exit.code : 1;
  return `command '${command.join(" ")}' exited with ${code}: `;
}
