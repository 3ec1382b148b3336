import { readFileSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import { readPcap } from "../../src/shell/commands/tcpdump/pcap-file.ts";
import { type BenchPage, expect, LESSON, test } from "./bench-page.ts";

async function begin(bench: BenchPage): Promise<void> {
  await bench.open(LESSON);
  await bench.page.getByRole("tab", { name: "Trace" }).click();
}

async function withApp(bench: BenchPage): Promise<void> {
  await begin(bench);
  await bench.run("kubectl apply -f k8s.yaml");
  await bench.skip();
}

const requests = (bench: BenchPage) => bench.trace.getByRole("list", { name: "Requests" }).getByRole("button");
const legs = (bench: BenchPage) =>
  bench.trace.getByRole("list", { name: "Packets of the request" }).getByRole("button");

test("before anything was typed the trace is empty and says so", async ({ bench }) => {
  await begin(bench);
  await expect(bench.trace).toContainText("Nothing was typed yet");
  await expect(requests(bench)).toHaveCount(0);
  await bench.trace.getByRole("combobox", { name: "Since" }).selectOption("since the start");
  await bench.trace.getByRole("checkbox", { name: /Probes/ }).check();
  await expect(requests(bench).first()).toBeVisible();
});

test("a request as a ladder and as a table, with the line of the manifest and the events behind each rule", async ({
  bench,
}) => {
  test.setTimeout(90_000);
  await withApp(bench);
  await bench.run("curl -s http://localhost/info");
  await expect(requests(bench)).toHaveCount(2);
  await expect(bench.trace.locator(".verdict")).toContainText("Answered");
  await expect(legs(bench).first()).toContainText(/node docker-desktop to fastapi-k8s-.*SYN, delivered/);

  const rule = bench.trace.locator(".hops tr", { hasText: "--to-destination" });
  await expect(rule.locator(".manifest")).toHaveText(/^k8s\.yaml, line \d+: targetPort: 8000$/);
  await rule.getByText("What brought the rule here").click();
  await expect(rule.locator("li")).toContainText([
    /create services default\/fastapi-k8s/,
    /endpointslices/,
    /kube-proxy \(iptables\)/,
  ]);
  await expect(bench.trace.locator("ins", { hasText: /^10\.1\.0\.\d+:8000$/ }).first()).toBeVisible();

  await test.step("a file that was changed and not applied is not the manifest", async () => {
    await bench.run("sed -i s/8000/9000/ k8s.yaml; curl -s http://localhost/info > /dev/null");
    await expect(rule.locator(".manifest")).toHaveText(/^as it was last applied, line \d+: targetPort: 8000$/);
  });

  await test.step("its object is shown on the map", async () => {
    await rule.getByRole("button", { name: "Service default/fastapi-k8s" }).click();
    await expect(bench.page.locator(".map-card")).toContainText("fastapi-k8s");
  });
});

test("why a request failed is one sentence, found out in a copy", async ({ bench }) => {
  test.setTimeout(120_000);
  await withApp(bench);
  await bench.run(`kubectl patch service fastapi-k8s -p '{"spec":{"selector":{"app":"nope"}}}'`);
  await bench.skip();
  await bench.run("kubectl run c --image=busybox --restart=Never --rm -i --quiet -- wget -qO- -T 2 http://fastapi-k8s");
  const verdict = bench.trace.locator(".verdict");
  await expect(verdict).toContainText(
    "Refused: Service fastapi-k8s has no endpoints: no Pod has the labels app=nope.",
    { timeout: 40_000 },
  );
  await expect(verdict).toContainText("Look at: spec.selector of Service fastapi-k8s.");
  await expect(bench.trace.locator("tr.bad .manifest")).toContainText("app: nope");
});

test("stepped, scrubbed and played", async ({ bench }) => {
  await withApp(bench);
  await bench.run("curl -s http://localhost/info");
  const current = bench.trace.locator(".leg[aria-current=true]");
  await expect(legs(bench)).not.toHaveCount(0);
  await bench.trace.getByRole("button", { name: "Step", exact: true }).click();
  await expect(current).toHaveAttribute("data-leg", "0");
  await bench.trace.getByRole("button", { name: "Step", exact: true }).click();
  await expect(current).toContainText(/SYN,ACK/);
  await expect(bench.trace.locator(".hops caption")).toContainText("SYN,ACK");
  await bench.trace.getByRole("slider", { name: "Step of the request" }).press("End");
  await expect(bench.trace.locator(".player-at")).toHaveText("11 of 11");
  await bench.trace.getByRole("combobox", { name: "Speed" }).selectOption("50 a second");
  await bench.trace.getByRole("button", { name: "Play" }).click();
  await expect(bench.trace.locator(".player-at")).toHaveText("11 of 11");
  await expect(bench.trace.getByRole("button", { name: "Play" })).toBeVisible();
  await bench.trace.getByRole("button", { name: "Show all" }).click();
  await expect(current).toHaveCount(0);
});

test("filters, and files to take along", async ({ bench }) => {
  test.setTimeout(120_000);
  const { page, trace } = bench;
  await withApp(bench);
  await bench.run("kubectl run d --image=busybox --restart=Never --rm -i --quiet -- wget -qO- http://fastapi-k8s");
  await expect(requests(bench).first()).toBeVisible();
  await trace.getByRole("combobox", { name: "Protocol" }).selectOption("UDP");
  await expect(requests(bench)).toHaveText([/UDP\s*d to kube-system\/kube-dns/]);
  await trace.getByRole("combobox", { name: "Protocol" }).selectOption("any protocol");
  await trace.getByRole("searchbox", { name: "Text in the trace" }).fill("8000");
  await expect(requests(bench)).toHaveText([/TCP\s*d to fastapi-k8s/]);
  await trace.getByRole("searchbox", { name: "Text in the trace" }).fill("no such text");
  await expect(trace).toContainText("No request fits what is asked for above.");
  await trace.getByRole("searchbox", { name: "Text in the trace" }).fill("");
  await requests(bench).filter({ hasText: "TCP" }).click();

  const saved = async (name: RegExp): Promise<Buffer> => {
    await trace.getByText("Export", { exact: true }).click();
    const download = page.waitForEvent("download");
    await trace.getByRole("button", { name }).click();
    const path = await (await download).path();
    await trace.getByText("Export", { exact: true }).click();
    return readFileSync(path);
  };
  expect((await saved(/as text/)).toString()).toMatch(
    /tcp 10\.1\.\d+\.\d+:\d+ to \S+:80, which became \S+:8000: answered/,
  );
  expect(JSON.parse((await saved(/as JSON/)).toString()).requests.length).toBeGreaterThan(1);
  const pcap = readPcap(await saved(/pcap, seen at d$/));
  expect(pcap?.mistake).toBeNull();
  expect(pcap?.records.length).toBeGreaterThan(6);
});

test("ten thousand packets stay smooth", async ({ bench }) => {
  test.setTimeout(180_000);
  const { page, trace } = bench;
  await withApp(bench);
  await bench.enter("ping -q -i 0.002 -c 5000 127.0.0.1");
  await page.getByRole("button", { name: "Skip the wait" }).click();
  await expect(bench.bench).toHaveAttribute("data-terminal", "prompt", { timeout: 90_000 });
  await trace.getByRole("combobox", { name: "Since" }).selectOption("since the start");
  await expect(requests(bench).first()).toBeVisible({ timeout: 30_000 });
  await requests(bench).filter({ hasText: "ICMP" }).first().click();
  await expect(trace.locator(".player-at")).toHaveText("10000 steps", { timeout: 30_000 });
  expect(await legs(bench).count()).toBeLessThan(80);
  const blocked = await page.evaluate(async () => {
    const ladder = document.querySelector(".ladder") as HTMLElement;
    let longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
    }).observe({ type: "longtask" });
    for (let i = 0; i < 60; i++) {
      ladder.scrollTop = (i * ladder.scrollHeight) / 60;
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return { longest, height: ladder.scrollHeight };
  });
  expect(blocked.height).toBe(10_000 * 26);
  test.info().annotations.push({ type: "longest task, ms", description: String(blocked.longest) });
  await expect(legs(bench).filter({ hasText: "echo" }).last()).toBeVisible();
});

for (const colorScheme of ["light", "dark"] as const)
  test(`the trace has no accessibility findings in ${colorScheme} colours`, async ({ bench }) => {
    await bench.page.emulateMedia({ colorScheme });
    await withApp(bench);
    await bench.run("curl -s http://localhost/info");
    await bench.trace.getByRole("button", { name: "Step", exact: true }).click();
    const { violations } = await new AxeBuilder({ page: bench.page }).exclude(".xterm").analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  });
