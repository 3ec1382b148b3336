/**
 * Asking a container how it is: by HTTP, by opening a connection, by running a command in it. HTTP and TCP probes
 * are packets from the node.
 *
 * Models: pkg/kubelet/prober/{prober,worker}.go, pkg/probe/{http,tcp,exec}
 * SIMPLIFIED: no gRPC probes: they count as failed and say so.
 * SIMPLIFIED: an HTTPS probe is sent without TLS.
 */
import { formatIp, parseIp } from "../../core/ip.ts";
import { readToEnd } from "../../core/stream-io.ts";
import { decodeUtf8 } from "../../core/utf8.ts";
import type { Run } from "../../core/wait.ts";
import { isStatus } from "../../kube/api/status.ts";
import type { Container, Pod, Probe } from "../../kube/schema/types.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import { NetError } from "../../net/net-error.ts";
import { connectTcp } from "../../net/socket/connect.ts";
import type { ContainerRun } from "./container-run.ts";
import { httpGet } from "./http-get.ts";

export interface ProbeTarget {
  readonly node: NetNamespace;
  readonly pod: Pod;
  readonly podIP: string;
  readonly container: Container;
  readonly run: ContainerRun;
}

export interface ProbeAnswer {
  readonly isSuccess: boolean;
  readonly message: string;
}

const OK: ProbeAnswer = { isSuccess: true, message: "" };

export function* askOnce(probe: Probe, target: ProbeTarget): Run<ProbeAnswer> {
  const timeoutSec = probe.timeoutSeconds ?? 1;
  if (probe.exec !== undefined) return yield* askByCommand(probe.exec.command ?? [], timeoutSec, target);
  if (probe.httpGet !== undefined) return yield* askByHttp(probe.httpGet, timeoutSec, target);
  if (probe.tcpSocket !== undefined) {
    const { host, port } = probe.tcpSocket;
    return yield* askByTcp(host ?? target.podIP, portNumber(port, target.container), { timeoutSec, node: target.node });
  }
  return { isSuccess: false, message: "gRPC probes are not simulated here" };
}

export function portNumber(port: number | string, container: Container): number {
  if (typeof port === "number") return port;
  if (/^\d+$/.test(port)) return Number(port);
  return container.ports?.find(({ name }) => name === port)?.containerPort ?? 0;
}

function* askByHttp(action: NonNullable<Probe["httpGet"]>, timeoutSec: number, target: ProbeTarget): Run<ProbeAnswer> {
  const host = action.host ?? target.podIP;
  const path = action.path ?? "/";
  const scheme = (action.scheme ?? "HTTP").toLowerCase();
  const port = portNumber(action.port, target.container);
  const answer = yield* httpGet(target.node, {
    scheme,
    host,
    port,
    path: path.startsWith("/") ? path : `/${path}`,
    headers: action.httpHeaders ?? [],
    timeoutUs: timeoutSec * 1_000_000,
  });
  if ("error" in answer) return { isSuccess: false, message: answer.error };
  if (answer.status >= 200 && answer.status < 400) return OK;
  return { isSuccess: false, message: `HTTP probe failed with statuscode: ${answer.status}` };
}

function* askByTcp(
  host: string,
  port: number,
  { timeoutSec, node }: { readonly timeoutSec: number; readonly node: NetNamespace },
): Run<ProbeAnswer> {
  const to = parseIp(host);
  if (to === null) return { isSuccess: false, message: `dial tcp: lookup ${host}: no such host` };
  const where = `dial tcp ${formatIp(to)}:${port}`;
  try {
    const socket = yield* connectTcp(node, { to, port, timeoutUs: timeoutSec * 1_000_000 });
    socket.close();
    return OK;
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    return {
      isSuccess: false,
      message:
        error.code === "ETIMEDOUT" ? `${where}: i/o timeout` : `${where}: connect: ${error.message.toLowerCase()}`,
    };
  }
}

function* askByCommand(
  command: readonly string[],
  timeoutSec: number,
  { run, container }: ProbeTarget,
): Run<ProbeAnswer> {
  const session = run.exec({
    container: container.name,
    command,
    stdin: false,
    stdout: true,
    stderr: true,
    tty: false,
  });
  if (isStatus(session)) return { isSuccess: false, message: session.message ?? "" };
  const untilUs = run.machine.clock.nowUs + timeoutSec * 1_000_000;
  while (session.exit === null) {
    if (run.machine.clock.nowUs >= untilUs) {
      session.close();
      return { isSuccess: false, message: `command timed out: "${command.join(" ")}" timed out after ${timeoutSec}s` };
    }
    yield { on: [session.ended], untilUs };
  }
  const isSuccess = "code" in session.exit && session.exit.code === 0;
  const output = session.stdout === null ? "" : decodeUtf8(yield* readToEnd(session.stdout));
  const errors = session.stderr === null ? "" : decodeUtf8(yield* readToEnd(session.stderr));
  return { isSuccess, message: output + errors };
}
