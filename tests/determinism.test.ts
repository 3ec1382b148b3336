import { expect, test } from "vitest";
import { openSession, replaySession, type Session } from "../src/shell/session.ts";
import { SOFTWARE } from "../src/shell/software.ts";
import { fingerprintOf } from "../src/ui/worker/fingerprint.ts";

const APP = `apiVersion: v1
kind: Pod
metadata: { name: web, labels: { app: web } }
spec: { containers: [{ name: web, image: nginx }] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { type: LoadBalancer, selector: { app: web }, ports: [{ port: 80 }] }
`;
const SPEC = { profile: "docker-desktop", seed: 5, files: { "app.yaml": APP } };
const LINES = [
  "kubectl apply -f app.yaml",
  "sleep 5",
  "kubectl get pods -o wide",
  "curl -s http://localhost/ | head -3",
];

function worked(): Session {
  const session = openSession(SPEC, SOFTWARE);
  session.typed(LINES);
  return session;
}

test("the same lines give the same trace twice, and the screen says that they did something", () => {
  const session = openSession(SPEC, SOFTWARE);
  const screens = session.typed(LINES).map((line) => line.screen);
  expect(screens[0]).toBe("pod/web created\nservice/web created\n");
  expect(fingerprintOf(session)).toBe(fingerprintOf(worked()));
});

test("a replay in one run and one in slices of 7 µs give the same trace", () => {
  const session = worked();
  const untilUs = session.cluster.clock.nowUs;
  const whole = replaySession(session.log, SOFTWARE, untilUs);
  expect(fingerprintOf(whole)).toBe(fingerprintOf(session));
  const sliced = openSession(SPEC, SOFTWARE);
  const advance = (toUs: number): void => {
    const { clock } = sliced.cluster;
    while (clock.nowUs < toUs) {
      const nextUs = clock.nextAtUs() ?? toUs;
      // Nothing happens before the next event, so slices are cut finely only where something does.
      sliced.runUntil(Math.min(toUs, Math.max(clock.nowUs + 7, nextUs - 7)));
    }
  };
  for (const entry of session.log.entries) {
    advance(entry.atUs);
    if ("keys" in entry) sliced.input(new TextEncoder().encode(entry.keys));
  }
  advance(untilUs);
  expect(fingerprintOf(sliced)).toBe(fingerprintOf(session));
});

test("what was typed into a container, where no shell shows it, is replayed to the same trace too", () => {
  const session = openSession(SPEC, SOFTWARE);
  session.typed([
    "kubectl apply -f app.yaml",
    "sleep 8",
    "kubectl exec -it web -- sh",
    "cat",
    "hello",
    "^D",
    "exit",
    "kubectl exec -i web -- cat",
    "there",
    "^D",
  ]);
  expect(fingerprintOf(replaySession(session.log, SOFTWARE, session.cluster.clock.nowUs))).toBe(fingerprintOf(session));
});

test("another seed gives another trace", () => {
  const other = openSession({ ...SPEC, seed: 6 }, SOFTWARE);
  other.typed(LINES);
  expect(fingerprintOf(other)).not.toBe(fingerprintOf(worked()));
});
