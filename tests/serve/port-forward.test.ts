import { once } from "node:events";
import { get } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findKubectls, ServedCluster } from "./served-cluster.ts";

const kubectls = findKubectls();
const why = kubectls.size > 0 ? "" : " (skipped: no kubectl on this machine)";

function fetched(url: string): Promise<string> {
  return new Promise((done) => {
    get(url, (answer) => {
      let text = "";
      answer.on("data", (part: Buffer) => {
        text += part.toString();
      });
      answer.on("end", () => done(text));
    }).on("error", (error) => done(error.message));
  });
}

/** Newer ones tunnel SPDY through a WebSocket, older ones speak it openly. */
describe.skipIf(why !== "")(`kubectl port-forward${why}`, { timeout: 60_000 }, () => {
  let cluster: ServedCluster;
  beforeAll(async () => {
    cluster = await ServedCluster.start();
    cluster.equip([...kubectls.values()].at(-1) as string);
    cluster.run("kubectl apply -f web.yaml && kubectl rollout status deploy/web");
  }, 60_000);
  afterAll(() => cluster?.stop());

  it.each([...kubectls])("of %s reaches the program in the Pod, time after time", async (_, kubectl) => {
    cluster.equip(kubectl);
    const forward = cluster.spawn("kubectl port-forward deploy/web :80");
    const [said] = (await once(forward.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
    const port = /127\.0\.0\.1:(\d+) -> 80/.exec(said.toString())?.[1];
    for (const path of ["/", "/index.html"])
      expect(await fetched(`http://127.0.0.1:${port}${path}`)).toContain("Welcome to nginx!");
    expect(await fetched(`http://127.0.0.1:${port}/nowhere`)).toContain("404 Not Found");
    forward.kill("SIGINT");
    await once(forward, "exit");
  });

  it("says in the kubelet's words that nothing listens on a port", async () => {
    const forward = cluster.spawn("kubectl port-forward deploy/web :81");
    const [said] = (await once(forward.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
    let told = "";
    forward.stderr?.on("data", (part: Buffer) => {
      told += part.toString();
    });
    const ended = once(forward, "exit");
    await fetched(`http://127.0.0.1:${/127\.0\.0\.1:(\d+)/.exec(said.toString())?.[1]}/`);
    await ended;
    expect(told).toContain("dial tcp4 127.0.0.1:81: connect: connection refused");
    expect(told).toContain("error: lost connection to pod");
  });
});
