/**
 * What the API server asks of a node: the kubelet's streaming endpoints. The kubelets of `sim/node` implement it,
 * so that the control plane needs to know nothing of processes.
 *
 * Models: pkg/kubelet/server/server.go
 */
import type { Stream } from "../../core/stream.ts";
import type { WaitQueue } from "../../core/wait.ts";
import type { Pod } from "../schema/types.ts";
import type { Status } from "./status.ts";

export interface ExecOptions {
  readonly container: string;
  readonly command: readonly string[];
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

export type AttachOptions = Omit<ExecOptions, "command">;

export interface LogOptions {
  readonly container: string;
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  readonly tailLines?: number;
  readonly sinceSeconds?: number;
  /** Milliseconds since 1970. */
  readonly sinceTimeMs?: number;
  readonly limitBytes?: number;
}

export interface ContainerSession {
  /** Write here; null when stdin was not asked for. */
  readonly stdin: Stream | null;
  readonly stdout: Stream | null;
  readonly stderr: Stream | null;
  resize(cols: number, rows: number): void;
  /** Null while it runs. */
  readonly exit: { readonly code: number } | { readonly status: Status } | null;
  /** Woken when `exit` is set. */
  readonly ended: WaitQueue;
  /** Closes the session as a client that goes away does. */
  close(): void;
  /** What the node side wants a relaying client to know (see `sim/os`); the control plane only hands it on. */
  readonly relayed?: unknown;
}

export interface NodeBackend {
  exec(pod: Pod, options: ExecOptions): ContainerSession | Status;
  attach(pod: Pod, options: AttachOptions): ContainerSession | Status;
  logs(pod: Pod, options: LogOptions): Stream | Status;
  portForward(pod: Pod, port: number): Stream | Status;
}
