import { replaySession } from "../../src/shell/session.ts";
import { SOFTWARE } from "../../src/shell/software.ts";
import type { HopBench } from "../../src/ui/bench/hop-bench.ts";
import { fingerprintOf } from "../../src/ui/worker/fingerprint.ts";
import { expect, LESSON, test } from "./bench-page.ts";

test("what was typed in Chromium gives the same trace, to the byte, when Node replays it", async ({ bench }) => {
  await bench.open(LESSON);
  await bench.run("kubectl apply -f k8s.yaml");
  await bench.skip();
  await bench.run("curl -s http://localhost/info");
  await bench.run("kubectl delete pod -l app=fastapi-k8s");
  await bench.skip();
  await bench.run("for i in 1 2 3; do curl -s http://localhost/; done");
  const record = await bench.page.evaluate(() => document.querySelector<HopBench>("hop-bench")?.record());
  if (record?.kind !== "record") throw new Error("the bench gives no record");
  const replayed = replaySession(record.log, SOFTWARE, record.atUs);
  expect(replayed.cluster.clock.nowUs).toBe(record.atUs);
  expect(fingerprintOf(replayed)).toBe(record.fingerprint);
});
