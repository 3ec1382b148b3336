import { expect, test } from "vitest";
import { decodeUtf8 } from "../../core/utf8.ts";
import { isStatus } from "../../kube/api/status.ts";
import type { Process } from "../../os/process.ts";
import { givenNodes } from "../testing/given-nodes.ts";

const FASTAPI = { image: "fastapi-k8s:latest", imagePullPolicy: "Never" };

/** Stands for BusyBox's shell: does what its last argument says. */
function* shell(process: Process) {
  const word = process.argv.at(-1) ?? "";
  if (word.startsWith("exit ")) return Number(word.slice(5));
  if (word === "env") for (const [name, value] of process.env) yield* process.print(`${name}=${value}\n`);
  if (word.startsWith("cat ")) yield* process.print(process.machine.fs.readText(word.slice(4)));
  if (word === "sleep") yield* process.sleep(3_600_000_000);
  return 0;
}

test("a Pod is started, asked whether it is ready, and then is Ready with an address of its own", () => {
  const given = givenNodes();
  given.createPod("web", { ...FASTAPI, readinessProbe: { httpGet: { path: "/ready", port: 8000 } } });
  given.settle();
  const { status } = given.pod("web") as NonNullable<ReturnType<typeof given.pod>>;
  expect(status?.phase).toBe("Running");
  expect(status?.podIP).toBe("10.1.0.2");
  expect(status?.conditions?.map(({ type, status: is }) => `${type}=${is}`)).toEqual([
    "PodReadyToStartContainers=True",
    "Initialized=True",
    "Ready=True",
    "ContainersReady=True",
    "PodScheduled=True",
  ]);
  expect(given.events("web")).toEqual([
    'Normal Pulled Container image "fastapi-k8s:latest" already present on machine and can be accessed by the pod',
    "Normal Created Container created",
    "Normal Started Container started",
  ]);
  expect(given.logs("web")).toContain("INFO:     10.1.0.1:");
  expect(given.logs("web")).toContain('- "GET /ready HTTP/1.1" 200 OK\n');
});

test("an image that nobody has is ErrImagePull, then ImagePullBackOff with a longer and longer pause", () => {
  const given = givenNodes();
  given.createPod("bad", { image: "nginx:nope" });
  given.settle();
  const waiting = () => given.pod("bad")?.status?.containerStatuses?.[0]?.state?.waiting;
  expect(waiting()?.reason).toBe("ErrImagePull");
  given.advance(3);
  expect(waiting()?.reason).toBe("ImagePullBackOff");
  expect(waiting()?.message).toBe(
    'Back-off pulling image "nginx:nope": ErrImagePull: failed to pull and unpack image "docker.io/library/nginx:nope": failed to resolve image: docker.io/library/nginx:nope: not found',
  );
  const pulls = () => given.events("bad").filter((text) => text.includes("Pulling")).length;
  expect(pulls()).toBe(1);
  given.advance(60);
  expect(given.client.list("events").find(({ reason }) => reason === "Pulling")?.count).toBe(3);
});

test("imagePullPolicy Never refuses what the node does not hold", () => {
  const given = givenNodes();
  given.createPod("never", { image: "nginx:1.25", imagePullPolicy: "Never" });
  given.settle();
  expect(given.pod("never")?.status?.containerStatuses?.[0]?.state?.waiting).toEqual({
    reason: "ErrImageNeverPull",
    message: 'Container image "nginx:1.25" is not present with pull policy of Never',
  });
});

test("a container that always ends is restarted after 10, 20, 40 seconds, and says CrashLoopBackOff meanwhile", () => {
  const given = givenNodes("docker-desktop", { ash: shell });
  given.createPod("crash", { image: "busybox:1.37", command: ["sh", "-c", "exit 3"] });
  given.settle();
  given.advance(8);
  const status = () => given.pod("crash")?.status?.containerStatuses?.[0];
  expect(status()?.state?.waiting?.reason).toBe("CrashLoopBackOff");
  expect(status()?.state?.waiting?.message).toMatch(
    /^back-off 10s restarting failed container=app pod=crash_default\(/,
  );
  expect(status()?.lastState?.terminated?.exitCode).toBe(3);
  expect(status()?.restartCount).toBe(1);
  given.advance(30);
  expect(status()?.restartCount).toBe(3);
  expect(status()?.state?.waiting?.message).toMatch(/^back-off 40s/);
});

test("a Pod whose containers have ended well is Succeeded and gives its address back", () => {
  const given = givenNodes("docker-desktop", { ash: shell });
  given.createPod("once", { image: "busybox:1.37", command: ["sh", "-c", "exit 0"] }, { restartPolicy: "Never" });
  given.settle();
  expect(given.pod("once")?.status?.phase).toBe("Succeeded");
  expect(given.nodes[0]?.kubelet.worker("default", "once")?.sandbox).toBeNull();
});

test("process 1 that does not listen to SIGTERM is killed when its grace is over", () => {
  const given = givenNodes("docker-desktop", { ash: shell });
  given.createPod(
    "deaf",
    { image: "busybox:1.37", command: ["sh", "-c", "sleep"] },
    { terminationGracePeriodSeconds: 7 },
  );
  given.settle();
  const startedUs = given.clock.nowUs;
  given.client.delete("pods", { namespace: "default", name: "deaf" });
  given.settle();
  expect(given.pod("deaf")).toBeUndefined();
  expect(Math.floor((given.clock.nowUs - startedUs) / 1_000_000)).toBe(7);
  expect(given.events("deaf")).toContain("Normal Killing Stopping container app");
});

test("a server that listens to SIGTERM is gone at once", () => {
  const given = givenNodes();
  given.createPod("web", FASTAPI);
  given.settle();
  const startedUs = given.clock.nowUs;
  given.client.delete("pods", { namespace: "default", name: "web" });
  given.settle();
  expect(given.pod("web")).toBeUndefined();
  expect(given.clock.nowUs - startedUs).toBeLessThan(1_000_000);
  expect(given.nodes[0]?.machine.network.devices.size).toBe(3);
});

test("a liveness probe that fails three times restarts the container", () => {
  const given = givenNodes();
  given.createPod("ill", { ...FASTAPI, livenessProbe: { httpGet: { path: "/nope", port: 8000 }, periodSeconds: 5 } });
  given.settle();
  given.advance(20);
  expect(given.events("ill")).toContain(
    "Warning Unhealthy Liveness probe failed: HTTP probe failed with statuscode: 404",
  );
  expect(given.events("ill")).toContain("Normal Killing Container app failed liveness probe, will be restarted");
  expect(given.pod("ill")?.status?.containerStatuses?.[0]?.restartCount).toBe(1);
});

test("a container knows its Services, its Pod and its ConfigMap, and expands $(NAME)", () => {
  const given = givenNodes("docker-desktop", { ash: shell });
  given.create({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "my-db", namespace: "default" },
    spec: { clusterIP: "10.96.0.77", ports: [{ name: "pg", port: 5432 }] },
  });
  given.create({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "settings", namespace: "default" },
    data: { COLOR: "blue" },
  });
  given.createPod(
    "env",
    {
      image: "busybox:1.37",
      command: ["sh", "-c", "env"],
      envFrom: [{ configMapRef: { name: "settings" } }],
      env: [
        { name: "POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
        { name: "URL", value: "http://$(POD_IP)/$(COLOR)/$(NOBODY)/$$(COLOR)" },
      ],
    },
    { restartPolicy: "Never" },
  );
  given.settle();
  const log = given.logs("env");
  expect(log).toContain("MY_DB_SERVICE_HOST=10.96.0.77\nMY_DB_SERVICE_PORT=5432\nMY_DB_SERVICE_PORT_PG=5432\n");
  expect(log).toContain("MY_DB_PORT_5432_TCP=tcp://10.96.0.77:5432\n");
  expect(log).toContain("URL=http://10.1.0.2/blue/$(NOBODY)/$(COLOR)\n");
});

test("a missing ConfigMap key is CreateContainerConfigError in the kubelet's words", () => {
  const given = givenNodes();
  const env = [{ name: "X", valueFrom: { configMapKeyRef: { name: "gone", key: "x" } } }];
  given.createPod("config", { ...FASTAPI, env });
  given.settle();
  expect(given.pod("config")?.status?.containerStatuses?.[0]?.state?.waiting).toEqual({
    reason: "CreateContainerConfigError",
    message: 'configmap "gone" not found',
  });
});

test("resolv.conf, hosts and a mounted ConfigMap are in the container; the ConfigMap follows a minute later", () => {
  const given = givenNodes();
  given.create({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "page", namespace: "default" },
    data: { "a.txt": "one\n" },
  });
  given.createPod(
    "files",
    { ...FASTAPI, volumeMounts: [{ name: "v", mountPath: "/data" }] },
    { volumes: [{ name: "v", configMap: { name: "page" } }] },
  );
  given.settle();
  const fs = given.machineOf("files").fs;
  expect(fs.readText("/etc/resolv.conf")).toBe(
    "search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n",
  );
  expect(fs.readText("/etc/hosts")).toMatch(
    /^# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n(.*\n)+10.1.0.2\tfiles\n$/,
  );
  expect(fs.readText("/var/run/secrets/kubernetes.io/serviceaccount/namespace")).toBe("default");
  given.client.patch(
    "configmaps",
    { namespace: "default", name: "page" },
    { type: "merge", patch: { data: { "a.txt": "two\n" } } },
  );
  given.advance(30);
  expect(fs.readText("/data/a.txt")).toBe("one\n");
  given.advance(31);
  expect(fs.readText("/data/a.txt")).toBe("two\n");
});

test("exec runs a command in the container; one that is not there is refused in the runtime's words", () => {
  const given = givenNodes("docker-desktop", { bash: shell });
  given.createPod("web", FASTAPI);
  given.settle();
  const kubelet = given.nodes[0]?.kubelet as NonNullable<(typeof given.nodes)[0]>["kubelet"];
  const pod = given.pod("web") as NonNullable<ReturnType<typeof given.pod>>;
  const options = { container: "app", stdin: false, stdout: true, stderr: true, tty: false };
  const session = kubelet.exec(pod, { ...options, command: ["bash", "-c", "cat /etc/hostname"] });
  if (isStatus(session)) throw new Error(session.message);
  given.settle();
  expect(decodeUtf8(session.stdout?.tryRead(100) as Uint8Array)).toBe("web\n");
  expect(session.exit).toEqual({ code: 0 });
  const refused = kubelet.exec(pod, { ...options, command: ["nope"] });
  expect(isStatus(refused) && refused.message).toMatch(
    /OCI runtime exec failed: exec failed: unable to start container process: exec: "nope": executable file not found in \$PATH: unknown$/,
  );
});
