import { expect, test } from "vitest";
import type { InputLog } from "../../shell/session.ts";
import { decodeUtf8 } from "../../sim/core/utf8.ts";
import { Engine } from "./engine.ts";
import type { FromEngine, OpenMessage, ToEngine } from "./protocol.ts";

const SPEC = { profile: "docker-desktop", seed: 7 };

/** An engine as a page has it, with a watch that says that time is always short. */
class Bench {
  readonly said: FromEngine[] = [];
  #ms = 0;
  readonly #engine = new Engine({
    post: (message) => this.said.push(message),
    later: (work) => void setTimeout(work, 0),
    nowMs: () => (this.#ms += 15),
  });

  async open(log: InputLog | null, untilUs = 0, ticket?: number): Promise<this> {
    const message: OpenMessage = { type: "open", version: 1, world: { spec: SPEC }, log, untilUs };
    this.#engine.take(ticket === undefined ? message : { ...message, ticket });
    await this.has(() => this.last("opened")?.ticket === (ticket ?? null));
    return this;
  }

  take(message: ToEngine): void {
    this.#engine.take(message);
  }

  last<T extends FromEngine["type"]>(type: T): Extract<FromEngine, { type: T }> | undefined {
    return this.said.findLast((message): message is Extract<FromEngine, { type: T }> => message.type === type);
  }

  has(holds: () => boolean): Promise<void> {
    return expect.poll(holds, { timeout: 20_000, interval: 1 }).toBe(true) as unknown as Promise<void>;
  }

  /** Types a line and goes to the next prompt. */
  async run(line: string): Promise<void> {
    this.take({ type: "input", keys: `${line}\r` });
    this.take({ type: "skip" });
    await this.has(() => this.last("time")?.skipping === false && this.last("time")?.state === "prompt");
  }

  get nowUs(): number {
    return this.last("time")?.atUs as number;
  }

  get screen(): string {
    return this.said.map((message) => (message.type === "output" ? decodeUtf8(message.bytes) : "")).join("");
  }

  async log(): Promise<InputLog> {
    this.take({ type: "ask", id: -1, question: { kind: "log" } });
    const answer = this.last("answer")?.answer;
    expect(answer?.kind).toBe("log");
    return (answer as { log: InputLog }).log;
  }
}

test("what is opened with a part of a log is how it was then, goes on from there, and leaves the present alone", async () => {
  const present = await new Bench().open(null);
  await present.run("kubectl create configmap one");
  const first = await present.log();
  const firstUs = present.nowUs;
  await present.run("kubectl create configmap two");
  const presentUs = present.nowUs;

  const past = await new Bench().open(first, firstUs, 1);
  expect(past.nowUs).toBe(firstUs);
  expect(past.screen).toContain("configmap/one created");
  expect(past.screen).not.toContain("configmap/two");
  expect(past.last("replaying")?.untilUs).toBe(firstUs);

  await past.run("kubectl create configmap three");
  await past.run("kubectl get configmap -o name");
  expect(past.screen).toMatch(/configmap\/one\r?\nconfigmap\/three/);
  const { entries } = await past.log();
  expect(entries.slice(0, first.entries.length)).toEqual(first.entries);

  expect(present.nowUs).toBe(presentUs);
  await present.run("kubectl get configmap -o name");
  expect(present.screen).toMatch(/configmap\/one\r?\nconfigmap\/two/);
  expect(present.screen).not.toContain("configmap/three");
});

test("of two moments that are asked for one after the other only the second is shown", async () => {
  const present = await new Bench().open(null);
  await present.run("echo earlier");
  const [log, untilUs] = [await present.log(), present.nowUs];
  const past = new Bench();
  const world = { spec: SPEC };
  past.take({ type: "open", version: 1, world, log, untilUs, ticket: 1 });
  await past.open({ ...log, entries: [] }, 0, 2);
  expect(past.said.filter(({ type }) => type === "opened")).toHaveLength(1);
  expect(past.screen).not.toContain("earlier");
});

test("time passes in slices, so that a second of the cluster's work never keeps a key waiting", async () => {
  const bench = await new Bench().open(null);
  bench.take({ type: "input", keys: "while :; do :; done\r" });
  const before = bench.nowUs;
  bench.take({ type: "advance", toUs: before + 10_000_000 });
  expect(bench.nowUs).toBeLessThan(before + 10_000_000);
  bench.take({ type: "input", keys: "\x03" });
  bench.take({ type: "skip" });
  await bench.has(() => bench.last("time")?.state === "prompt");
});

test("a step is told in words, with its moment", async () => {
  const bench = await new Bench().open(null);
  bench.take({ type: "input", keys: "kubectl create configmap one\r" });
  for (let i = 1; i <= 200 && !bench.last("stepped")?.text?.includes("configmaps default/one"); i++) {
    bench.take({ type: "step" });
    await bench.has(() => bench.said.filter(({ type }) => type === "stepped").length === i);
    expect(bench.last("stepped")?.atUs).toBe(bench.nowUs);
  }
  expect(bench.last("stepped")?.text).toBe("kubectl: create configmaps default/one");
});
