import { expect, LESSON, test } from "./bench-page.ts";

test("a learner walks through the lesson at the keyboard", async ({ bench }) => {
  const { page } = bench;
  test.setTimeout(180_000);
  await bench.open(LESSON);

  await bench.run("kubectl apply -f k8s.yaml");
  await bench.seesOnScreen("deployment.apps/fastapi-k8s created");
  await bench.seesOnScreen("service/fastapi-k8s created");
  await bench.skip();

  await bench.run("clear");
  const listed = await bench.run("kubectl get pods -l app=fastapi-k8s -o wide");
  const addresses = [...new Set(listed.match(/\b10\.1\.\d+\.\d+\b/g))];
  expect(addresses).toHaveLength(3);

  await bench.run("clear");
  const info = await bench.run("curl -s http://localhost/info | python3 -m json.tool");
  expect(addresses).toContain(/"pod_ip": "([^"]+)"/.exec(info)?.[1]);

  await test.step("the trace shows the request's rules and the rewriting, before and after", async () => {
    await page.getByRole("tab", { name: "Trace" }).click();
    await bench.trace.locator(".request", { hasText: /TCP/ }).first().waitFor();
    await expect(bench.trace.getByRole("table")).toBeVisible();
    await expect(bench.trace).toContainText("KUBE-SVC-");
    await expect(bench.trace).toContainText("KUBE-SEP-");
    await expect(bench.trace.locator("ins", { hasText: ":8000" }).first()).toBeVisible();
  });

  await test.step("a shell inside a Pod: names, HTTP, ping", async () => {
    await bench.enter("kubectl run dns-test --rm -it --image=busybox --restart=Never -- sh");
    await bench.reading();
    await bench.enter("nslookup fastapi-k8s");
    await bench.seesOnScreen("fastapi-k8s.default.svc.cluster.local");
    await bench.reading();
    await bench.enter("wget -qO- http://fastapi-k8s:80/");
    await bench.seesOnScreen("Hello from fastapi-k8s!");
    await bench.reading();
    await bench.enter(`ping -c 1 ${addresses[0]}`);
    await bench.seesOnScreen("1 packets transmitted, 1 packets received, 0% packet loss");
    await bench.reading();
    await bench.enter("exit");
    await bench.ready();
    await bench.seesOnScreen('pod "dns-test" deleted');
  });

  await test.step("a Pod that is replaced has a new address", async () => {
    const [first] = /fastapi-k8s-\S+/.exec(listed) as RegExpExecArray;
    await bench.run(`kubectl delete pod ${first}`);
    await bench.skip();
    await bench.run("clear");
    const after = await bench.run("kubectl get pods -l app=fastapi-k8s -o wide");
    expect(after).not.toContain(first);
    const now = [...new Set(after.match(/\b10\.1\.\d+\.\d+\b/g))];
    expect(now).toHaveLength(3);
    expect(now.filter((address) => !addresses.includes(address))).toHaveLength(1);
  });

  await test.step("a watch runs until Ctrl-C", async () => {
    await bench.enter("kubectl get pods -w");
    await bench.running();
    await expect(bench.status).toHaveText("running, Ctrl-C to stop");
    await page.keyboard.press("Control+c");
    await bench.ready();
  });

  await test.step("a reload brings everything back", async () => {
    await bench.run("clear");
    const before = await bench.run("kubectl get pods -o name");
    await page.reload();
    await bench.ready();
    await expect(page.locator("[data-notice]")).toContainText("Restored");
    await bench.run("clear");
    expect(await bench.run("kubectl get pods -o name")).toBe(before);
  });
});

test("a block of the text types itself and shows the learner's own output", async ({ bench }) => {
  await bench.open(LESSON);
  const block = bench.page.locator("hop-run", { hasText: "kubectl apply -f k8s.yaml" });
  await block.getByRole("button").click();
  await expect(block.locator(".run-output")).toContainText("deployment.apps/fastapi-k8s created");
  await bench.seesOnScreen("service/fastapi-k8s created");
});

test("a block for the Pod's shell refuses the host's prompt, and Ctrl-C stops what runs", async ({ bench }) => {
  await bench.open(LESSON);
  const inPod = bench.page.locator("hop-run", { hasText: "nslookup" });
  await inPod.getByRole("button").click();
  await expect(inPod.getByRole("status")).toContainText("run the block that opens it first");
  await bench.enter("sleep 1000");
  await bench.running();
  await bench.page.locator("hop-run", { hasText: "Ctrl-C" }).getByRole("button").click();
  await bench.ready();
});

test("waiting can be skipped", async ({ bench }) => {
  await bench.open(LESSON);
  await bench.enter("sleep 300; echo awake");
  await bench.running();
  await bench.page.getByRole("button", { name: "Skip the wait" }).click();
  await bench.ready();
  await bench.seesOnScreen(/^awake$/m);
});

test("output is spoken as plain text", async ({ bench }) => {
  await bench.open(LESSON);
  await bench.run("printf '\\033[32mgreen\\033[0m\\n'");
  await expect(bench.page.getByRole("status", { name: "Output" })).toHaveText("green");
});

test("starting over gives a fresh cluster", async ({ bench }) => {
  await bench.open(LESSON);
  await bench.run("touch here");
  await bench.page.getByRole("button", { name: "Start over" }).click();
  await bench.ready();
  await bench.run("ls");
  await bench.seesOnScreen(/^k8s\.yaml$/m);
});
