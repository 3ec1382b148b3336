import { expect, test } from "vitest";
import { isOfTheWorld, linksIn } from "./terminal-links.ts";

function found(line: string): string[] {
  return linksIn(line).map((link) => (link.kind === "url" ? link.url : `${link.object.type} ${link.object.name}`));
}

test("objects as kubectl writes them, and nothing else with a slash", () => {
  expect(found("deployment.apps/web created")).toEqual(["Deployment web"]);
  expect(found("pod/web-7c5ddbdf54-2xkqz condition met")).toEqual(["Pod web-7c5ddbdf54-2xkqz"]);
  expect(found("web-7c5ddbdf54-2xkqz   1/1   Running   0   5s")).toEqual(["Pod web-7c5ddbdf54-2xkqz"]);
  expect(found("service/web exposed, node/kind-worker cordoned")).toEqual(["Service web", "Node kind-worker"]);
  expect(found("configmap/x /etc/pod/x 10.0.0.0/8 path/pod/web")).toEqual([]);
});

test("an address ends before the sentence does", () => {
  expect(found("see https://kubernetes.io/docs/ (or http://web:80/pod/x).")).toEqual([
    "https://kubernetes.io/docs/",
    "http://web:80/pod/x",
  ]);
  const [link] = linksIn("see http://web.");
  expect(link).toMatchObject({ start: 4, length: 10 });
});

test("what is simulated is not opened by the browser", () => {
  const urls = ["http://localhost/", "http://10.96.0.10:80", "http://web", "http://web.default.svc.cluster.local/"];
  expect(urls.filter(isOfTheWorld)).toEqual([]);
  expect(isOfTheWorld("https://kubernetes.io/docs/")).toBe(true);
  expect(isOfTheWorld("http://shop.example.com/")).toBe(false);
});
