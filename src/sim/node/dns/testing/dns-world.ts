/** A cluster whose Corefile a test writes, and a Pod that asks. */

import { type Ip, parseIp } from "../../../core/ip.ts";
import { readToEnd } from "../../../core/stream-io.ts";
import { Task } from "../../../core/task.ts";
import { decodeUtf8 } from "../../../core/utf8.ts";
import type { Run } from "../../../core/wait.ts";
import type { KubeObject } from "../../../kube/api/objects.ts";
import type { Pod } from "../../../kube/schema/types.ts";
import type { DnsMessage } from "../../../net/dns/message.ts";
import { fqdn } from "../../../net/dns/name.ts";
import { recordText } from "../../../net/dns/parse-record.ts";
import { TYPES } from "../../../net/dns/record.ts";
import type { Machine } from "../../../os/machine.ts";
import { ask, isReply } from "../../../os/resolver/ask.ts";
import { BARE_SOFTWARE } from "../../testing/bare-software.ts";
import { World } from "../../world.ts";

export interface DnsAnswer {
  readonly rcode: string;
  readonly answers: readonly string[];
  readonly message: DnsMessage;
}

export class DnsWorld {
  readonly world: World;

  constructor(corefile?: string) {
    this.world = new World({ profile: "docker-desktop", seed: 3, software: BARE_SOFTWARE, freeze: true });
    this.world.start();
    this.settle();
    if (corefile !== undefined) this.configure(corefile, { restart: true });
  }

  settle(seconds = 120): void {
    const { clock } = this.world;
    const untilUs = clock.nowUs + seconds * 1_000_000;
    while (clock.pending > 0 && (clock.nextAtUs() ?? Number.POSITIVE_INFINITY) <= untilUs) clock.runNext();
  }

  pass(seconds: number): void {
    this.world.clock.runUntil(this.world.clock.nowUs + seconds * 1_000_000);
  }

  make(resource: string, object: Record<string, unknown>): void {
    this.world.api.client("test").create(resource, object as unknown as KubeObject);
  }

  configure(corefile: string, { restart = false } = {}): void {
    const client = this.world.api.client("test");
    client.patch(
      "configmaps",
      { namespace: "kube-system", name: "coredns" },
      { type: "merge", patch: { data: { Corefile: corefile } } },
    );
    if (!restart) return;
    for (const pod of this.dnsPods()) client.delete("pods", { namespace: "kube-system", name: nameOf(pod) });
    this.settle();
    this.pass(10);
  }

  dnsPods(): Pod[] {
    return this.world.api
      .client("test")
      .list<Pod>("pods")
      .filter(({ metadata }) => metadata.labels?.["k8s-app"] === "kube-dns");
  }

  /** The log of the first CoreDNS Pod, without what every one begins with. */
  log({ previous = false } = {}): string[] {
    const [pod] = this.dnsPods();
    const logs = pod === undefined ? null : this.world.api.backend?.logs(pod, { ...LOGS, previous });
    if (logs == null || !("tryRead" in logs)) throw new Error(`no log: ${JSON.stringify(logs)}`);
    const lines = decodeUtf8(this.run(readToEnd(logs))).split("\n");
    return lines.filter((line) => line !== "" && !/^(maxprocs|CoreDNS-|linux\/)/.test(line));
  }

  /** Asks the first CoreDNS Pod from its node. */
  ask(name: string, type: keyof typeof TYPES = "A", { tcp = false, udpSize = 512 } = {}): DnsAnswer {
    const server = parseIp(this.dnsPods()[0]?.status?.podIP ?? "") as Ip;
    const from = [...this.world.nodes.values()][0]?.machine as Machine;
    const [got] = this.run(
      ask(from, {
        server,
        questions: [{ name: fqdn(name), type: TYPES[type] }],
        timeoutUs: 10_000_000,
        tcp,
        ignoreTruncation: true,
        edns: udpSize === 512 ? null : { udpSize, version: 0, dnssecOk: false, options: [] },
      }),
    );
    if (!isReply(got)) throw new Error(`no answer: ${String(got)}`);
    return { rcode: got.message.rcode, answers: got.message.answers.map(recordText), message: got.message };
  }

  run<T>(work: Run<T>): T {
    const end = { done: false, value: undefined as T, error: null as unknown };
    new Task(this.world.clock, work, (how) => {
      end.done = true;
      if (how !== "killed" && "value" in how) end.value = how.value;
      if (how !== "killed" && "error" in how) end.error = how.error;
    });
    while (!end.done && this.world.clock.runNext());
    if (end.error !== null) throw end.error;
    return end.value;
  }
}

const LOGS = { container: "coredns", follow: false, timestamps: false } as const;

function nameOf({ metadata }: Pod): string {
  return metadata.name ?? "";
}
