import { AxeBuilder } from "@axe-core/playwright";
import { type BenchPage, expect, LESSON, test } from "./bench-page.ts";

const BLOCKS = "/deep-dive/one-address-for-many-pods/";

async function openFiles(bench: BenchPage, path = LESSON): Promise<void> {
  await bench.open(path);
  await bench.page.getByRole("tab", { name: "Files" }).click();
  await expect(editor(bench)).toBeVisible();
}

function editor({ page }: BenchPage) {
  return page.locator("hop-files .cm-content");
}

function note({ page }: BenchPage) {
  return page.locator(".file-note");
}

function underlined({ page }: BenchPage, severity: "error" | "warning") {
  return page.locator(`hop-files .cm-lintRange-${severity}`);
}

/** Makes a file by its button, and writes it key by key. */
async function write(bench: BenchPage, file: string, ...lines: string[]): Promise<void> {
  const { page } = bench;
  await page.getByRole("button", { name: "New", exact: true }).click();
  await page.getByLabel("Name of the new file").fill(file);
  await page.keyboard.press("Enter");
  await expect(editor(bench)).toHaveAttribute("aria-label", `Text of ${file}`);
  await expect(editor(bench)).toBeFocused();
  for (const line of lines) {
    // What the editor indents by itself is taken back, so that the lines are as they stand here.
    await page.keyboard.press("Home");
    await page.keyboard.press("Shift+End");
    await page.keyboard.type(line);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Enter");
  }
}

const SERVICE = ["apiVersion: v1", "kind: Service", "metadata:", "  name: shop", "spec:", "  ports:", "    - port: 80"];

test("a manifest is written, saved with Ctrl-S, and applied; the terminal sees it, and a reload keeps it", async ({
  bench,
}) => {
  const { page } = bench;
  await openFiles(bench);
  await write(bench, "shop/web.yaml", ...SERVICE);
  await expect(page.getByRole("button", { name: "web.yaml not saved" })).toBeVisible();
  await page.keyboard.press("Control+s");
  await expect(note(bench)).toHaveText("shop/web.yaml is saved.");
  await bench.run("grep port: shop/web.yaml");
  await bench.seesOnScreen(/^ {4}- port: 80$/m);

  await page.getByRole("button", { name: "Apply", exact: true }).click();
  await bench.seesOnScreen("kubectl apply -f shop/web.yaml");
  await bench.seesOnScreen("service/shop created");

  await page.reload();
  await bench.ready();
  await page.getByRole("tab", { name: "Files" }).click();
  await page.getByRole("button", { name: "web.yaml", exact: true }).click();
  await expect(editor(bench)).toContainText("name: shop");
  await bench.run("kubectl get service shop -o name");
  await bench.seesOnScreen(/^service\/shop$/m);
});

test("what was typed and not saved survives a reload, and is still not saved", async ({ bench }) => {
  const { page } = bench;
  await openFiles(bench);
  await write(bench, "draft.yaml", "a: 1");
  await page.reload();
  await bench.ready();
  await page.getByRole("tab", { name: "Files" }).click();
  await expect(editor(bench)).toContainText("a: 1");
  await expect(page.getByRole("button", { name: "draft.yaml not saved" })).toBeVisible();
  await bench.run("wc -c draft.yaml");
  await bench.seesOnScreen(/^0 draft\.yaml$/m);
});

test("what a program writes is shown, and a conflict is said and settled", async ({ bench }) => {
  const { page } = bench;
  await openFiles(bench);
  await write(bench, "note.txt", "one");
  await page.keyboard.press("Control+s");
  await bench.run("echo two >> note.txt");
  await expect(editor(bench)).toContainText("two");
  await expect(note(bench)).toHaveText("note.txt was changed by a program in the terminal.");

  await editor(bench).focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.type("mine");
  await bench.run("echo theirs > note.txt");
  const conflict = page.getByRole("alert").filter({ hasText: "note.txt has been changed" });
  await expect(conflict).toBeVisible();
  await conflict.getByRole("button", { name: "Keep mine" }).click();
  await expect(conflict).toBeHidden();
  await bench.run("clear; cat note.txt; echo");
  await bench.seesOnScreen("mine");

  await editor(bench).focus();
  await page.keyboard.type("more");
  await bench.run("echo again > note.txt");
  await conflict.getByRole("button", { name: "Take the terminal’s" }).click();
  await expect(editor(bench)).toHaveText("again");
});

test("fields, kinds and values are completed from the cluster, and F1 and the pointer explain", async ({ bench }) => {
  const { page } = bench;
  await openFiles(bench);
  await write(bench, "web.yaml");
  const options = page.locator(".cm-tooltip-autocomplete [role=option]");
  await page.keyboard.type("kind: Deploym");
  await expect(options.first()).toContainText("Deployment");
  await page.waitForTimeout(100);
  await page.keyboard.press("Enter");
  await expect(editor(bench)).toContainText("apiVersion: apps/v1kind: Deployment");
  await page.keyboard.press("Enter");
  await page.keyboard.type("spec:");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.type("strat");
  await expect(options.first()).toContainText("strategy");
  await page.waitForTimeout(100);
  await page.keyboard.press("Enter");
  await page.keyboard.type("ty");
  await expect(options.first()).toContainText("type");
  await page.waitForTimeout(100);
  await page.keyboard.press("Enter");
  await expect(options.filter({ hasText: "Recreate" })).toBeVisible();
  await page.keyboard.type("Rec");
  await page.waitForTimeout(100);
  await page.keyboard.press("Enter");
  await expect(page.locator(".cm-line").last()).toHaveText("    type: Recreate");

  await page.keyboard.press("F1");
  await expect(note(bench)).toContainText('Type of deployment. Can be "Recreate" or "RollingUpdate".');
  await page.locator(".cm-line", { hasText: "strategy" }).getByText("strategy").hover();
  await expect(page.locator(".field-doc")).toContainText("DeploymentStrategy");
});

test("what kubectl would say against it is underlined and listed, and a doubled key is warned of", async ({
  bench,
}) => {
  const { page } = bench;
  await openFiles(bench);
  await write(bench, "web.yaml", ...SERVICE, "      prot: TCP");
  await expect(underlined(bench, "error")).toHaveText("prot");
  const problem = page.getByRole("button", {
    name: /line 8 strict decoding error: unknown field "spec\.ports\[0\]\.prot"/,
  });
  await expect(problem).toBeVisible();
  await problem.click();
  await expect(editor(bench)).toBeFocused();
  await page.keyboard.press("End");
  for (let i = 0; i < "prot: TCP".length; i++) await page.keyboard.press("Backspace");
  await page.keyboard.type("port: 443");
  await expect(underlined(bench, "warning")).toHaveText("port");
  await expect(underlined(bench, "error")).toHaveCount(0);
  await page.keyboard.press("Control+a");
  await page.keyboard.type("a: b: c");
  await expect(page.getByRole("button", { name: /error converting YAML to JSON/ })).toBeVisible();
  // Nothing of all that has touched the learner's own cluster.
  await bench.run("clear; kubectl get events -o name | wc -l");
});

test("a block of the text opens in the editor, unsaved, and can be applied from there", async ({ bench }) => {
  const { page } = bench;
  await bench.open(BLOCKS);
  await page.getByRole("button", { name: "Open in the editor service.yaml" }).click();
  await expect(editor(bench)).toContainText("targetPort: 8000");
  await expect(editor(bench)).toBeFocused();
  await page.getByRole("button", { name: "Diff" }).click();
  // The command itself may be above the screen by then.
  await bench.seesOnScreen(/^\+ +targetPort: 8000$/m);
  await page.getByRole("button", { name: "Apply", exact: true }).click();
  await bench.seesOnScreen("service/fastapi-k8s created");
  await page.getByRole("button", { name: "Delete objects" }).click();
  await bench.seesOnScreen('service "fastapi-k8s" deleted');
});

test("files are renamed, removed, brought in and taken out", async ({ bench }) => {
  const { page } = bench;
  await openFiles(bench);
  await page.locator(".file-upload input").setInputFiles({
    name: "up.yaml",
    mimeType: "text/yaml",
    buffer: Buffer.from("a: 1\n"),
  });
  await expect(editor(bench)).toHaveAttribute("aria-label", "Text of up.yaml");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("up.yaml");
  await page.getByRole("button", { name: "Rename" }).click();
  await page.getByLabel("New name of up.yaml").fill("k8s.yaml");
  await page.keyboard.press("Enter");
  await expect(note(bench)).toHaveText("There is a k8s.yaml already.");
  await page.getByLabel("New name of up.yaml").fill("my files/up.yaml");
  await page.keyboard.press("Enter");
  await expect(editor(bench)).toHaveAttribute("aria-label", "Text of my files/up.yaml");
  await bench.run("cat 'my files/up.yaml'");
  await bench.seesOnScreen(/^a: 1$/m);
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByRole("button", { name: "Remove it" }).click();
  await expect(page.getByRole("button", { name: "up.yaml" })).toHaveCount(0);
  await bench.run("clear; ls 'my files' | wc -l");
  await bench.seesOnScreen(/^0$/m);
});

test("nobody is trapped in the editor: Tab indents, and after Escape it leaves", async ({ bench }) => {
  const { page } = bench;
  await openFiles(bench);
  await write(bench, "a.txt");
  await page.keyboard.press("Tab");
  await expect(editor(bench)).toBeFocused();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  await expect(editor(bench)).not.toBeFocused();
});

for (const colorScheme of ["light", "dark"] as const)
  test(`the files are accessible, ${colorScheme}, on a small screen too`, async ({ bench }) => {
    const { page } = bench;
    await page.emulateMedia({ colorScheme });
    await openFiles(bench);
    await write(bench, "web.yaml", ...SERVICE, "      prot: TCP");
    await expect(underlined(bench, "error")).toBeVisible();
    const findings = async () => (await new AxeBuilder({ page }).include("hop-bench").analyze()).violations;
    expect(await findings()).toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    await page.getByRole("navigation", { name: "Panes" }).getByRole("button", { name: "Files" }).click();
    await expect(editor(bench)).toBeVisible();
    expect(await findings()).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  });
