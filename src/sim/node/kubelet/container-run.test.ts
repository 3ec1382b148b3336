import { expect, test } from "vitest";
import { decodeUtf8, encodeUtf8 } from "../../core/utf8.ts";
import type { ContainerSession } from "../../kube/api/backend.ts";
import { isStatus } from "../../kube/api/status.ts";
import type { Process } from "../../os/process.ts";
import { type GivenNodes, givenNodes } from "../testing/given-nodes.ts";

/** A shell that says what it was told, until it is told to exit. */
function* parrot(process: Process) {
  for (;;) {
    yield* process.print("$ ");
    const line = yield* process.readLine(0);
    if (line === null || line === "exit") return 7;
    yield* process.print(`you said ${line}\n`);
  }
}

function withPod(container: Record<string, unknown>): GivenNodes {
  const given = givenNodes("docker-desktop", { ash: parrot, dash: parrot });
  given.createPod("talker", container, { restartPolicy: "Never" });
  given.settle();
  return given;
}

function open(given: GivenNodes, how: "exec" | "attach", tty: boolean): ContainerSession {
  const pod = given.pod("talker") as NonNullable<ReturnType<GivenNodes["pod"]>>;
  const options = { container: "app", stdin: true, stdout: true, stderr: true, tty };
  const kubelet = given.nodes[0]?.kubelet as NonNullable<GivenNodes["nodes"][0]>["kubelet"];
  const session = how === "exec" ? kubelet.exec(pod, { ...options, command: ["sh"] }) : kubelet.attach(pod, options);
  if (isStatus(session)) throw new Error(session.message);
  return session;
}

function read(given: GivenNodes, session: ContainerSession): string {
  given.advance(1);
  const got = session.stdout?.tryRead(10_000);
  return got instanceof Uint8Array ? decodeUtf8(got) : String(got);
}

function readAll(session: ContainerSession): string {
  let text = "";
  for (let got = session.stdout?.tryRead(10_000); got instanceof Uint8Array; got = session.stdout?.tryRead(10_000))
    text += decodeUtf8(got);
  return text;
}

const say = (session: ContainerSession, text: string): void => void session.stdin?.tryWrite(encodeUtf8(text));

test("exec with a terminal echoes keys, returns carriages, and knows when the program waits for the keyboard", () => {
  const given = withPod({ image: "fastapi-k8s:latest", imagePullPolicy: "Never" });
  const session = open(given, "exec", true);
  const relay = session.relayed as { isAwaited(): boolean };
  expect(relay.isAwaited()).toBe(false);
  expect(read(given, session)).toBe("$ ");
  expect(relay.isAwaited()).toBe(true);
  say(session, "hi\r");
  expect(relay.isAwaited()).toBe(false);
  given.advance(1);
  expect(readAll(session)).toBe("hi\r\nyou said hi\r\n$ ");
  say(session, "exit\r");
  given.advance(1);
  expect(session.exit).toEqual({ code: 7 });
});

test("exec without a terminal passes bytes as they are", () => {
  const given = withPod({ image: "fastapi-k8s:latest", imagePullPolicy: "Never" });
  const session = open(given, "exec", false);
  say(session, "hi\nexit\n");
  expect(read(given, session)).toBe("$ ");
  expect(read(given, session)).toBe("you said hi\n");
  given.advance(1);
  expect(session.exit).toEqual({ code: 7 });
});

test("Ctrl-C at a terminal ends what runs there and not the container", () => {
  const given = withPod({ image: "fastapi-k8s:latest", imagePullPolicy: "Never" });
  const session = open(given, "exec", true);
  given.advance(1);
  say(session, "\x03");
  given.advance(1);
  expect(session.exit).toEqual({ code: 130 });
  expect(given.machineOf("talker").processes.get(1)?.state).toBe("running");
});

test("attach joins process 1 at its terminal, and its end is the container's end", () => {
  const given = withPod({ image: "busybox:1.37", stdin: true, stdinOnce: true, tty: true, command: ["sh"] });
  const session = open(given, "attach", true);
  say(session, "exit\r");
  given.settle();
  given.advance(1);
  expect(session.exit).toEqual({ code: 7 });
  expect(given.pod("talker")?.status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({
    exitCode: 7,
    reason: "Error",
  });
  expect(given.logs("talker")).toBe("$ exit\r\n");
});

test("a client that goes away hangs up the terminal of its exec", () => {
  const given = withPod({ image: "fastapi-k8s:latest", imagePullPolicy: "Never" });
  const before = given.machineOf("talker").processes.all().length;
  const session = open(given, "exec", true);
  given.advance(1);
  session.close();
  given.advance(1);
  expect(given.machineOf("talker").processes.all().length).toBe(before);
});
