import { expect, test } from "vitest";
import { openSession, type Session } from "../../../shell/session.ts";
import { SOFTWARE } from "../../../shell/software.ts";
import { encodeUtf8 } from "../../../sim/core/utf8.ts";
import { fingerprintOf } from "../fingerprint.ts";
import { ReplayRun } from "./replay-run.ts";
import { Slice } from "./slice.ts";

const SPEC = { profile: "docker-desktop", seed: 7 };

/** A watch by which every slice is over as soon as somebody looks. */
function hurried(): () => number {
  let ms = 0;
  return () => (ms += 1_000);
}

function worked(): Session {
  const session = openSession(SPEC, SOFTWARE);
  session.typed(["kubectl create deployment web --image=nginx", "sleep 3"]);
  session.changeFile({ file: "note", text: "hello\n" });
  session.openTerminal(2);
  session.input(encodeUtf8("cat note\r"), 2);
  session.typed(["kubectl get pods"]);
  return session;
}

function replayOf(live: Session, copy: Session, nowMs: () => number): { go(): ReturnType<ReplayRun["go"]> } {
  const run = new ReplayRun(copy, {
    entries: live.log.entries,
    untilUs: live.cluster.clock.nowUs,
    type: (keys, terminal) => copy.input(encodeUtf8(keys), terminal),
  });
  return { go: () => run.go(new Slice(nowMs)) };
}

test("a replay in slices of a few events is the session again", () => {
  const [live, copy] = [worked(), openSession(SPEC, SOFTWARE)];
  const run = replayOf(live, copy, hurried());
  let slices = 1;
  while (run.go() !== "done") slices++;
  expect(slices).toBeGreaterThan(5);
  expect(fingerprintOf(copy)).toBe(fingerprintOf(live));
  expect(copy.log).toEqual(live.log);
});

test("a replay waits while the clock is held, and goes on where it was", () => {
  const [live, copy] = [worked(), openSession(SPEC, SOFTWARE)];
  const run = replayOf(live, copy, () => 0);
  const letGo = copy.cluster.clock.hold();
  expect(run.go()).toBe("held");
  expect(copy.log.entries).toEqual([]);
  letGo();
  expect(run.go()).toBe("done");
  expect(fingerprintOf(copy)).toBe(fingerprintOf(live));
});
