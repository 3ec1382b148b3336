import { AxeBuilder } from "@axe-core/playwright";
import { type BenchPage, expect, LESSON, test } from "./bench-page.ts";

const tabs = (bench: BenchPage) => bench.page.getByRole("tablist", { name: "Terminals" }).getByRole("tab");
const stop = (bench: BenchPage) => bench.page.getByRole("button", { name: "Stop (Ctrl-C)" });

async function newTerminal(bench: BenchPage, place: string | RegExp): Promise<void> {
  await bench.page.getByText("New terminal", { exact: true }).click();
  await bench.page.locator(".terminal-menu").getByRole("button", { name: place }).first().click();
}

/** Ctrl-C, and the prompt is there again. */
async function interrupt(bench: BenchPage): Promise<void> {
  await bench.page.keyboard.press("Control+c");
  await bench.ready();
}

test("several terminals: one per tab, each with its own shell, and a reload brings all of them back", async ({
  bench,
}) => {
  test.setTimeout(120_000);
  const { page } = bench;
  await bench.open(LESSON);
  await bench.run("cd /tmp; echo first > a");
  await newTerminal(bench, "your machine");
  await expect(tabs(bench)).toHaveText(["Your machine", "Your machine 2"]);
  await expect(tabs(bench).nth(1)).toHaveAttribute("aria-selected", "true");
  await bench.seesOnScreen(/^learner@laptop:~\$$/);
  await bench.enter("pwd; cat /tmp/a");
  await bench.seesOnScreen(/\/home\/learner\nfirst/);

  await test.step("a shell on a node, by ssh", async () => {
    await newTerminal(bench, /^node /);
    await bench.reading();
    await expect(tabs(bench)).toHaveCount(3);
    await bench.enter("hostname; whoami");
    await bench.seesOnScreen(/\nroot\n/);
  });

  await test.step("what blocks one does not block the others", async () => {
    await tabs(bench).nth(1).click();
    await bench.enter("sleep 1000");
    await bench.running();
    await tabs(bench).nth(0).click();
    await bench.ready();
    await bench.run("echo still here");
    await expect(tabs(bench).nth(1)).toContainText("sleep 1000 running");
  });

  await test.step("a reload", async () => {
    await page.reload();
    await bench.ready();
    await expect(tabs(bench)).toHaveCount(3);
    await bench.seesOnScreen("still here");
    await tabs(bench).nth(1).click();
    await bench.running();
    await stop(bench).click();
    await bench.ready();
    await bench.enter("cat /tmp/a");
    await bench.seesOnScreen(/cat \/tmp\/a\nfirst/);
  });

  await test.step("tabs by keyboard, and one is closed", async () => {
    await tabs(bench).nth(1).focus();
    await page.keyboard.press("ArrowRight");
    await expect(tabs(bench).nth(2)).toBeFocused();
    await page.getByRole("button", { name: "Close", exact: true }).click();
    await expect(tabs(bench)).toHaveCount(2);
    await bench.ready();
  });
});

test("a shell in a Pod, from the menu", async ({ bench }) => {
  await bench.open(LESSON);
  await bench.run("kubectl apply -f k8s.yaml");
  await bench.skip();
  await newTerminal(bench, /^fastapi-k8s-/);
  await bench.reading();
  await bench.enter("hostname");
  await bench.seesOnScreen(/hostname\nfastapi-k8s-/);
});

test("Ctrl-C stops whatever blocks, and the prompt comes back", async ({ bench }) => {
  test.setTimeout(180_000);
  await bench.open(LESSON);
  await bench.run("kubectl apply -f k8s.yaml");
  await bench.skip();
  await bench.run("touch log; clear");
  const lines = [
    "ping 127.0.0.1",
    "kubectl get pods -w",
    "tail -f log",
    "sudo tcpdump -ni any port 80",
    "sleep 1000",
    "kubectl port-forward service/fastapi-k8s 8080:80",
    "watch -n 1 kubectl get pods",
    "while true; do curl -s localhost > /dev/null; sleep 1; done",
    "kubectl logs -f deployment/fastapi-k8s",
  ];
  for (const line of lines)
    await test.step(line, async () => {
      await bench.enter(line);
      await bench.running();
      await expect(bench.status).toHaveText("running, Ctrl-C to stop");
      await bench.page.waitForTimeout(300);
      await interrupt(bench);
    });
  await bench.run("clear; echo after all of it");
  await bench.seesOnScreen("after all of it");
});

test("as a learner types: mistakes, lines that go on, here-documents, jobs", async ({ bench }) => {
  test.setTimeout(120_000);
  const { page } = bench;
  await bench.open(LESSON);
  await bench.run("kubctl get pods");
  await bench.seesOnScreen("kubctl: command not found");
  await bench.run("kubectl get podz");
  await bench.seesOnScreen(`the server doesn't have a resource type "podz"`);

  await test.step("a quote that is not closed, given up with Ctrl-C", async () => {
    await bench.enter("echo 'oops");
    await bench.seesOnScreen(/^> ?$/m);
    await interrupt(bench);
  });

  await test.step("a line that goes on, and a here-document", async () => {
    await bench.run("clear");
    await bench.enter("echo one \\");
    await bench.enter("  two");
    await bench.seesOnScreen(/^one two$/m);
    await bench.enter("cat <<EOF > pod.yaml");
    for (const line of ["apiVersion: v1", "kind: Pod", "metadata: {name: typed}"]) await bench.enter(line);
    await bench.enter("spec: {containers: [{name: c, image: 'nginx'}]}");
    await bench.enter("EOF");
    await bench.ready();
    await bench.run("kubectl apply -f pod.yaml");
    await bench.seesOnScreen("pod/typed created");
  });

  await test.step("corrected with arrow keys, Backspace and history", async () => {
    await page.keyboard.type("echo wrnog");
    for (let i = 0; i < 4; i++) await page.keyboard.press("Backspace");
    await page.keyboard.type("rong");
    await page.keyboard.press("Home");
    await page.keyboard.press("Control+ArrowRight");
    await page.keyboard.press("Enter");
    await bench.seesOnScreen(/^wrong$/m);
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await bench.seesOnScreen(/wrong\n[\s\S]*wrong/);
  });

  await test.step("jobs: stopped, listed, in the background, ended", async () => {
    await bench.run("clear");
    await bench.enter("sleep 500");
    await bench.running();
    await page.keyboard.press("Control+z");
    await bench.seesOnScreen(/\[1\]\+ {2}Stopped/);
    await bench.run("bg");
    await bench.run("jobs");
    await bench.seesOnScreen(/\[1\]\+ {2}Running/);
    await bench.run("kill %1");
    await bench.run("true");
    await bench.seesOnScreen(/\[1\]\+ {2}Terminated/);
  });
});

test("inner shells and an editor, with a reload in the middle", async ({ bench }) => {
  test.setTimeout(180_000);
  const { page } = bench;
  await bench.open(LESSON);
  await bench.run("kubectl apply -f k8s.yaml");
  await bench.skip();
  await bench.enter("kubectl exec -it deployment/fastapi-k8s -- sh");
  await bench.reading();
  await bench.enter("cd /tmp; echo kept > inside");
  await bench.seesOnScreen(/> inside\n#/);
  await page.reload();
  await bench.reading();
  await bench.enter("cat inside");
  await bench.seesOnScreen(/cat inside\nkept/);
  await page.keyboard.press("Control+d");
  await bench.ready();

  await bench.run("clear");
  await bench.enter("kubectl edit service fastapi-k8s");
  await bench.reading();
  await bench.seesOnScreen("# Please edit the object below");
  await page.keyboard.type("/port: 80");
  await page.keyboard.press("Enter");
  await page.keyboard.type("A81");
  await page.keyboard.press("Escape");
  await page.keyboard.type(":wq");
  await page.keyboard.press("Enter");
  await bench.ready();
  await bench.seesOnScreen("service/fastapi-k8s edited");
  await bench.run("clear; kubectl get service fastapi-k8s -o jsonpath='{.spec.ports[0].port}'; echo");
  await bench.seesOnScreen(/^8081$/m);
});

test("find, letters and links", async ({ bench }) => {
  test.setTimeout(90_000);
  const { page } = bench;
  await bench.open(LESSON);
  await bench.run("seq 1 400; echo needle-7; seq 1 400");
  await page.keyboard.press("Control+Shift+f");
  const field = page.getByRole("searchbox", { name: "Find in the terminal" });
  await expect(field).toBeFocused();
  await field.fill("needle-7");
  await page.keyboard.press("Enter");
  await bench.seesOnScreen(/^needle-7$/m);
  await field.fill("no such thing");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("search").getByRole("status")).toHaveText("not found");
  await page.keyboard.press("Escape");
  await expect(field).toHaveCount(0);

  const heightOf = async () => (await page.locator(".xterm-rows > div").first().boundingBox())?.height ?? 0;
  const before = await heightOf();
  await page.getByRole("button", { name: "larger letters" }).click();
  expect(await heightOf()).toBeGreaterThan(before);

  await bench.run("clear; kubectl apply -f k8s.yaml");
  await bench.skip();
  const row = page.locator(".xterm-rows > div", { hasText: "service/fastapi-k8s created" }).first();
  const box = await row.boundingBox();
  const [x, y] = [(box?.x ?? 0) + 40, (box?.y ?? 0) + 8];
  await page.mouse.move(x, y);
  await expect(page.locator(".xterm-cursor-pointer")).toHaveCount(1);
  await page.mouse.click(x, y);
  await expect(page.locator(".map-card")).toContainText("fastapi-k8s");
});

test("without an emulator: a field to type into and a log to read", async ({ bench }) => {
  const { page } = bench;
  await bench.open(LESSON);
  await page.getByRole("button", { name: "Plain text" }).click();
  const field = page.getByRole("textbox", { name: "Line to enter" });
  await expect(field).toBeFocused();
  await page.keyboard.type("printf '\\033[32mgreen\\033[0m\\n'");
  await page.keyboard.press("Enter");
  const log = page.getByRole("log", { name: "What the terminal said" });
  await expect(log).toContainText("\ngreen\n");
  await page.keyboard.type("sleep 1000");
  await page.keyboard.press("Enter");
  await bench.running();
  await page.keyboard.press("Control+c");
  await bench.ready();
  await page.keyboard.press("ArrowUp");
  await expect(field).toHaveValue("sleep 1000");
  await field.fill("");
  await page.keyboard.press("Tab");
  await expect(field).not.toBeFocused();
  await page.reload();
  await bench.ready();
  await expect(log).toContainText("green");
  await page.getByRole("button", { name: "Plain text" }).click();
  await bench.seesOnScreen("green");
});

for (const colorScheme of ["light", "dark"] as const)
  test(`terminals have no accessibility findings in ${colorScheme} colours`, async ({ bench }) => {
    await bench.page.emulateMedia({ colorScheme });
    await bench.open(LESSON);
    await newTerminal(bench, "your machine");
    await bench.enter("sleep 100");
    await bench.running();
    await bench.page.getByRole("button", { name: "Find", exact: true }).click();
    const check = async (): Promise<void> => {
      const { violations } = await new AxeBuilder({ page: bench.page }).exclude(".xterm").analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
    };
    await check();
    await bench.page.getByRole("button", { name: "Plain text" }).click();
    await bench.page.getByText("New terminal", { exact: true }).click();
    await check();
  });
