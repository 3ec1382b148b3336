import { AxeBuilder } from "@axe-core/playwright";
import { BenchPage as Bench, type BenchPage, expect, test } from "./bench-page.ts";

const REAL = `apiVersion: v1
kind: Service
metadata:
  name: "<img src=x onerror=alert(1)>"
  uid: 0d9e
  resourceVersion: "12"
spec:
  clusterIP: 10.96.3.4
  ports: [{port: 80}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: "from-real", creationTimestamp: "2026-01-01T00:00:00Z"}
data: {run.sh: "#!/bin/sh"}
`;

async function compose(bench: BenchPage): Promise<void> {
  const { page } = bench;
  await bench.open("/playground/");
  await page.getByLabel("Kind of cluster").selectOption("kubeadm-calico");
  await page.getByLabel("Nodes").fill("4");
  await page.getByLabel("kube-proxy's mode").selectOption("nftables");
  await page.getByLabel("Fault to add").selectOption("dns-down");
  await page.getByRole("button", { name: "Add this fault" }).click();
  await page.getByRole("button", { name: "Start this cluster" }).click();
  await bench.ready();
}

test("a cluster of one's own choice starts, survives a reload, and is shared whole", async ({ bench, browser }) => {
  test.setTimeout(120_000);
  const { page } = bench;
  await compose(bench);
  expect((await bench.run("kubectl get nodes -o name")).match(/^node\//gm)).toHaveLength(4);
  expect(await bench.run("kubectl get deployment coredns -n kube-system -o jsonpath='{.spec.replicas}'")).toContain(
    "0",
  );
  await page.reload();
  await bench.ready();
  expect((await bench.run("clear; kubectl get nodes -o name")).match(/^node\//gm)).toHaveLength(4);
  await page.getByRole("button", { name: "Make a link" }).click();
  await expect(page.getByLabel("Link to this state")).toHaveValue(/#state=/);
  const link = await page.getByLabel("Link to this state").inputValue();
  const context = await browser.newContext();
  const other = new Bench(await context.newPage());
  await other.open(link);
  expect((await other.run("clear; kubectl get nodes -o name")).match(/^node\//gm)).toHaveLength(4);
  expect(other.troubles).toEqual([]);
  await context.close();
});

test("what cannot be is refused in words", async ({ bench }) => {
  const { page } = bench;
  await bench.open("/playground/");
  const notice = page.locator("[data-notice]");
  await page.getByLabel("Kind of cluster").selectOption("eks");
  await page.getByLabel("Fault to add").selectOption("link-down");
  await page.getByRole("button", { name: "Add this fault" }).click();
  await page.getByLabel(/^link-down:/).fill("on=nowhere");
  await page.getByRole("button", { name: "Start this cluster" }).click();
  await expect(notice).toContainText("It cannot go wrong like that: fault link-down: ", { timeout: 30_000 });
  await page.getByRole("button", { name: "Remove link-down" }).click();
  await page.getByLabel("Kind of cluster").selectOption("docker-desktop");
  await page.getByLabel("Nodes").fill("9");
  await page.getByLabel("Nodes").evaluate((field) => field.removeAttribute("max"));
  await page.getByRole("button", { name: "Start this cluster" }).click();
  await expect(notice).toContainText("The cluster docker-desktop cannot have 9 nodes.");
});

test("YAML of a real cluster is cleaned, says what was left out, and is applied", async ({ bench }) => {
  const { page } = bench;
  await bench.open("/playground/");
  const area = page.getByLabel(/^Manifests/);
  await area.fill(REAL);
  await page.getByRole("button", { name: /^Take out what belongs/ }).click();
  await expect(page.locator("[data-bring-said]")).toHaveText("2 objects are left.", { timeout: 30_000 });
  await page.getByText("What was left out").click();
  await expect(page.locator("[data-left-out] li")).toHaveText([
    "the field metadata.creationTimestamp, of one object",
    "the field metadata.resourceVersion, of one object",
    "the field metadata.uid, of one object",
    "the field spec.clusterIP, of one object",
  ]);
  await page.getByRole("button", { name: "Apply it here" }).click();
  await bench.seesOnScreen("configmap/from-real created");
  await bench.seesOnScreen('The Service "<img src=x onerror=alert(1)>" is invalid');
  expect(await page.locator("main img, hop-bench img").count()).toBe(0);
});

for (const colorScheme of ["light", "dark"] as const)
  test(`the playground has no accessibility findings in ${colorScheme} colours`, async ({ bench }) => {
    await bench.page.emulateMedia({ colorScheme });
    await compose(bench);
    const { violations } = await new AxeBuilder({ page: bench.page }).exclude(".xterm").analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  });

test("on a phone nothing is wider than the screen, and the cluster starts from its tab", async ({ bench }) => {
  await bench.page.setViewportSize({ width: 320, height: 640 });
  await bench.page.goto("/playground/");
  expect(await bench.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await bench.page.getByRole("button", { name: "Start this cluster" }).click();
  await bench.ready();
});
