/** The official JavaScript client against `hop serve`: calls, informers, watches, exec and port-forward. */
import { connect, createServer } from "node:net";
import { PassThrough } from "node:stream";
import * as k8s from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ServedCluster } from "./served-cluster.ts";

const POD: k8s.V1Pod = {
  metadata: { name: "web", labels: { app: "web" } },
  spec: { containers: [{ name: "web", image: "nginx:1.27" }] },
};

describe("@kubernetes/client-node against hop serve", { timeout: 60_000 }, () => {
  let cluster: ServedCluster;
  const config = new k8s.KubeConfig();
  let core: k8s.CoreV1Api;

  beforeAll(async () => {
    cluster = await ServedCluster.start();
    config.loadFromFile(cluster.kubeconfig);
    core = config.makeApiClient(k8s.CoreV1Api);
  }, 60_000);
  afterAll(() => cluster?.stop());

  it("an informer sees a Pod come and become ready", async () => {
    const informer = k8s.makeInformer(config, "/api/v1/namespaces/default/pods", () =>
      core.listNamespacedPod({ namespace: "default" }),
    );
    const ready = new Promise<string>((done, fail) => {
      informer.on("update", (pod) => {
        const condition = pod.status?.conditions?.find(({ type }) => type === "Ready");
        if (condition?.status === "True") done(pod.metadata?.name ?? "");
      });
      informer.on("error", fail);
    });
    await informer.start();
    await core.createNamespacedPod({ namespace: "default", body: POD });
    expect(await ready).toBe("web");
    await informer.stop();
  });

  it("a watch that timed out ends by itself", async () => {
    const types: string[] = [];
    await new Promise<void>((done, fail) => {
      new k8s.Watch(config)
        .watch(
          "/api/v1/namespaces/default/pods",
          { timeoutSeconds: 5 },
          (type) => types.push(type),
          (error) => (error === null || error === undefined ? done() : fail(error)),
        )
        .catch(fail);
    });
    expect(types).toEqual(["ADDED"]);
  });

  it("exec runs a program, with its streams apart and its exit code told", async () => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const status = await new Promise<k8s.V1Status>((done, fail) => {
      new k8s.Exec(config)
        .exec(
          "default",
          "web",
          "web",
          ["sh", "-c", "echo out; echo err >&2; exit 4"],
          stdout,
          stderr,
          null,
          false,
          done,
        )
        .catch(fail);
    });
    expect(stdout.read()?.toString()).toBe("out\n");
    expect(stderr.read()?.toString()).toBe("err\n");
    expect(status.details?.causes).toEqual([{ reason: "ExitCode", message: "4" }]);
  });

  it("port-forward reaches the program in the Pod", async () => {
    const forward = new k8s.PortForward(config);
    const server = createServer((socket) => {
      void forward.portForward("default", "web", [80], socket, null, socket);
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as { port: number };
    const answer = await new Promise<string>((done, fail) => {
      let text = "";
      const socket = connect(port, "127.0.0.1", () => socket.write("GET / HTTP/1.0\r\nHost: web\r\n\r\n"));
      socket.on("data", (data) => {
        text += data.toString();
        if (text.includes("</html>")) {
          socket.destroy();
          done(text);
        }
      });
      socket.on("error", fail);
    });
    expect(answer).toContain("Welcome to nginx!");
    server.close();
  });
});
