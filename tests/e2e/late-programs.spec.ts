import { expect, LESSON, test } from "./bench-page.ts";

const PARCEL = /_astro\/(rare|usual|usual-commands|every-command|kubectl)[-.][\w-]{8}\.js$/;

test("rare tools are loaded when they are first run, and run as if they had been there", async ({ bench }) => {
  const loaded: string[] = [];
  bench.page.on("request", (request) => {
    const name = PARCEL.exec(request.url())?.[1];
    if (name !== undefined) loaded.push(name);
  });
  await bench.open(LESSON);
  await bench.run("kubectl get pods -A; echo $? listed");
  await bench.seesOnScreen(/^0 listed$/m);
  expect(loaded).toEqual([]);
  await bench.run("kubectl get pods -A | grep -c coredns");
  await bench.seesOnScreen(/^[12]$/m);
  expect(loaded).toEqual(["usual"]);
  await bench.run("echo one two | awk '{print $2}'");
  await bench.seesOnScreen(/^two$/m);
  await bench.run("kubectl describe service kubernetes");
  await bench.seesOnScreen(/Session Affinity:\s+None/);
  expect(loaded).toEqual(["usual", "rare", "usual-commands", "every-command"]);
});

test("a tool that cannot be loaded says so, nothing hangs, and it runs when the connection is back", async ({
  page,
}) => {
  const { BenchPage } = await import("./bench-page.ts");
  const bench = new BenchPage(page);
  await bench.open(LESSON);
  await page.context().route(PARCEL, (route) => route.abort());
  await bench.run("echo one two | awk '{print $2}'; echo status $?");
  await bench.seesOnScreen("awk: could not be loaded; check your connection and try again");
  await bench.seesOnScreen("status 126");
  await page.context().unroute(PARCEL);
  await bench.run("clear");
  await bench.run("echo one two | awk '{print $2}'; echo status $?");
  await bench.seesOnScreen(/^two$/m);
});
