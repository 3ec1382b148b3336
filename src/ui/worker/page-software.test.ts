import { expect, test } from "vitest";
import { COMMANDS } from "../../shell/commands/index.ts";
import { openSession, type Session } from "../../shell/session.ts";
import { SOFTWARE } from "../../shell/software.ts";
import { encodeUtf8 } from "../../sim/core/utf8.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { PageSoftware } from "./page-software.ts";
import { EVERY_COMMAND, PARCELS, type ProgramParcel, RARE_PROGRAMS, WHOLE_KUBECTL } from "./parcels.ts";

const SPEC = { profile: "docker-desktop", seed: 5 };
const LINES = [
  "kubectl get pods -A --sort-by=.metadata.name; kubectl get nodes -v=6; kubectl get service -o yaml",
  "kubectl get pods -A | grep coredns; ls -l /etc/hosts; ping -c 1 127.0.0.1",
  "export X=1; printf '%s\\n' $X; set -- a b; echo $# $(type -t printf)",
  "echo a b | awk '{print $2}'",
  "kubectl describe node | head -3",
  "kubectl explain pod.spec.hostname",
  "kubectl run web --image=nginx",
  "curl -sS http://nowhere; curl -k -I https://kubernetes.docker.internal:6443",
  "date; dig +short kubernetes.default",
];
const bug = (error: unknown): void => expect.unreachable(String(error));

/** The parcels, and when the test says that they come; or that they do not. */
function held(parcels: readonly ProgramParcel[]): { parcels: ProgramParcel[]; hand: () => void; lose: () => void } {
  const due: (() => void)[] = [];
  const lost: (() => void)[] = [];
  const wait = (parcel: ProgramParcel): ProgramParcel => ({
    ...parcel,
    load: (whole) =>
      new Promise((resolve, reject) => {
        due.push(() => resolve(parcel.load(whole)));
        lost.push(() => reject(new Error("no connection")));
      }),
  });
  const all = (list: (() => void)[]): void => {
    for (const act of [...due.splice(0).filter(() => list === due), ...list.splice(0)]) act();
  };
  return { parcels: parcels.map(wait), hand: () => all(due), lose: () => all(lost) };
}

/** Types a line and lets five seconds pass in the cluster; `whileHeld` happens as often as the clock is held. */
async function type(session: Session, line: string, whileHeld: () => void = () => {}): Promise<string> {
  session.terminal.takeScreen();
  session.input(encodeUtf8(`${line}\r`));
  const untilUs = session.cluster.clock.nowUs + 5_000_000;
  while (session.runUntil(untilUs) === "held") {
    whileHeld();
    await new Promise<void>((resolve) => setTimeout(resolve));
  }
  return session.terminal.takeScreen().text;
}

test("the page knows the names of exactly the programs that there are", () => {
  expect([...new PageSoftware(bug).here.programs.keys()]).toEqual([...COMMANDS.keys()]);
});

test("a session whose programs come late goes as one that has them all", async () => {
  const late = openSession(SPEC, new PageSoftware(bug).here);
  const prompt = openSession(SPEC, SOFTWARE);
  let holds = 0;
  for (const line of LINES) {
    const screen = await type(late, line, () => holds++);
    expect(screen).not.toBe("");
    expect(screen).toBe(await type(prompt, line, () => expect.unreachable("nothing is late")));
  }
  expect(holds).toBeGreaterThan(1);
  expect(late.log).toEqual(prompt.log);
  expect(fingerprintOf(late)).toBe(fingerprintOf(prompt));
});

test("a first screen waits for no parcel", async () => {
  const session = openSession(SPEC, new PageSoftware(bug).here);
  const waits = (): void => expect.unreachable("something is late");
  for (const line of ["kubectl get pods -A -o wide", "kubectl get nodes --show-labels", "cd /etc && cat hosts"])
    expect(await type(session, line, waits)).toMatch(/coredns|control-plane|localhost/);
});

test("keys that are pressed while a program is on its way come after it, as in a replay", async () => {
  const session = openSession(SPEC, new PageSoftware(bug).here);
  const ends = session.cluster.clock.nowUs + 30_000_000;
  session.input(encodeUtf8("kubectl describe node | awk 'END {print NR}'\r"));
  while (session.runUntil(ends) === "held") {
    session.input(encodeUtf8("echo typed ahead\r"));
    session.resize(100, 30);
    await new Promise<void>((resolve) => setTimeout(resolve));
  }
  expect(session.log.entries.length).toBeGreaterThan(2);
  const again = openSession(SPEC, SOFTWARE);
  for (const entry of session.log.entries) again.replay(entry);
  again.runUntil(ends);
  expect(fingerprintOf(again)).toBe(fingerprintOf(session));
});

test("without a connection the tool says so and nothing hangs; with one it is fetched again", async () => {
  const { parcels, hand, lose } = held([RARE_PROGRAMS, EVERY_COMMAND]);
  const [rare, every] = parcels as [ProgramParcel, ProgramParcel];
  const programs = new PageSoftware(bug, { ...PARCELS, rare, every, whole: WHOLE_KUBECTL });
  const session = openSession(SPEC, programs.here);
  const lost = "could not be loaded; check your connection and try again";
  expect(await type(session, "seq 3 | awk 1; echo $?", lose)).toContain(`awk: ${lost}\n126`);
  expect(await type(session, "kubectl describe node; echo $?", lose)).toContain(`kubectl: ${lost}\n126`);
  expect(await type(session, "seq 3 | awk 1; echo $?", hand)).toContain("1\n2\n3\n0");
});

test("what cannot wait is begun again when a program has come, and does without one that is lost", async () => {
  const work = (programs: PageSoftware) => () => openSession(SPEC, programs.here).run("echo a b | awk '{print $2}'");
  const programs = new PageSoftware(bug);
  expect(await programs.attempt(work(programs))).toMatchObject({ stdout: "b\n", exitCode: 0 });
  const load = (): Promise<never> => Promise.reject(new Error("no connection"));
  const alone = new PageSoftware(bug, { ...PARCELS, rare: { ...RARE_PROGRAMS, load } });
  expect(await alone.attempt(work(alone))).toMatchObject({ exitCode: 126 });
});

test("a cluster whose parts come late is made as one that has them all, and what it pulls too", async () => {
  const spec = { profile: "kubeadm-flannel", seed: 3, proxyMode: "nftables" };
  const software = new PageSoftware(bug);
  const late = await software.attempt(() => openSession(spec, software.here));
  const prompt = openSession(spec, SOFTWARE);
  const line = "kubectl run web --image=nginx && kubectl wait pod web --for=condition=Ready";
  expect(await type(late, line)).toBe(await type(prompt, line));
  expect(fingerprintOf(late)).toBe(fingerprintOf(prompt));
});

test("an image that is pulled later holds the clock until its code is there", async () => {
  const late = openSession(SPEC, new PageSoftware(bug).here);
  const prompt = openSession(SPEC, SOFTWARE);
  let holds = 0;
  const line = "kubectl run web --image=nginx && kubectl wait pod web --for=condition=Ready && kubectl logs web";
  const screen = await type(late, line, () => holds++);
  expect(screen).toContain("ready for start up");
  expect(screen).toBe(await type(prompt, line));
  expect(holds).toBeGreaterThan(0);
  expect(fingerprintOf(late)).toBe(fingerprintOf(prompt));
});

test("what an applet prints of itself comes late, and says the same with the same exit status", async () => {
  const late = openSession(SPEC, new PageSoftware(bug).here);
  const prompt = openSession(SPEC, SOFTWARE);
  const line =
    "kubectl run b --image=busybox --restart=Never -- wget -x && sleep 3 && kubectl logs b && kubectl get pod b";
  const screen = await type(late, line);
  expect(screen).toMatch(/wget: invalid option -- 'x'\r?\nBusyBox v1.37.0/);
  expect(screen).toBe(await type(prompt, line));
  expect(fingerprintOf(late)).toBe(fingerprintOf(prompt));
});
