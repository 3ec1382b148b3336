/**
 * A load balancer's own idea of which instances are well: it asks each of them every ten seconds.
 *
 * Models: Elastic Load Balancing health checks as cloud-provider-aws sets them (interval 10, healthy 2, unhealthy 6)
 */
import { formatIp, type Ip } from "../../../core/ip.ts";
import { readSome, writeAll } from "../../../core/stream-io.ts";
import { Task } from "../../../core/task.ts";
import { decodeUtf8, encodeUtf8 } from "../../../core/utf8.ts";
import type { Run } from "../../../core/wait.ts";
import type { NetNamespace } from "../../../net/namespace.ts";
import { NetError } from "../../../net/net-error.ts";
import { connectTcp } from "../../../net/socket/connect.ts";

const INTERVAL_US = 10_000_000;
const TIMEOUT_US = 5_000_000;
const HEALTHY = 2;
const UNHEALTHY = 6;

export interface HealthCheck {
  readonly port: number;
  /** GET of this path must give 200; without one a connection is enough. */
  readonly path: string | null;
}

export class TargetHealth {
  isHealthy = false;
  readonly ip: Ip;
  readonly #task: Task<void>;
  readonly #changed: () => void;
  /** How often in a row the answer has not been what we believe. */
  #against = 0;

  constructor(from: NetNamespace, target: { readonly ip: Ip; readonly check: HealthCheck }, changed: () => void) {
    this.ip = target.ip;
    this.#changed = changed;
    this.#task = new Task(from.clock, this.#watch(from, target.check), (end) => {
      if (end !== "killed" && "error" in end) throw end.error;
    });
  }

  close(): void {
    this.#task.kill();
  }

  *#watch(from: NetNamespace, check: HealthCheck): Run<void> {
    for (;;) {
      const isWell = yield* this.#ask(from, check);
      this.#against = isWell === this.isHealthy ? 0 : this.#against + 1;
      if (this.#against >= (this.isHealthy ? UNHEALTHY : HEALTHY)) {
        this.isHealthy = !this.isHealthy;
        this.#against = 0;
        this.#changed();
      }
      yield { on: [], untilUs: from.clock.nowUs + INTERVAL_US, background: true };
    }
  }

  *#ask(from: NetNamespace, { port, path }: HealthCheck): Run<boolean> {
    try {
      const socket = yield* connectTcp(from, { to: this.ip, port, timeoutUs: TIMEOUT_US });
      try {
        if (path === null) return true;
        const request = `GET ${path} HTTP/1.1\r\nHost: ${formatIp(this.ip)}:${port}\r\nUser-Agent: ELB-HealthChecker/2.0\r\nConnection: close\r\n\r\n`;
        yield* writeAll(socket, encodeUtf8(request));
        const got = yield* readSome(socket);
        return got !== null && /^HTTP\/1\.[01] 200 /.test(decodeUtf8(got));
      } finally {
        socket.close();
      }
    } catch (error) {
      if (error instanceof NetError) return false;
      throw error;
    }
  }
}
