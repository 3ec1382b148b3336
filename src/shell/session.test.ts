import { describe, expect, test } from "vitest";
import { decodeUtf8, encodeUtf8 } from "../sim/core/utf8.ts";
import { openSession, replaySession, type Session } from "./session.ts";
import { SOFTWARE } from "./software.ts";

/** What each terminal has shown, as text. */
function watched(session: Session): Map<number, string> {
  const shown = new Map<number, string>();
  session.onOutput((bytes, terminal) => shown.set(terminal, (shown.get(terminal) ?? "") + decodeUtf8(bytes)));
  return shown;
}

function enter(session: Session, line: string, terminal?: number): void {
  session.input(encodeUtf8(`${line}\r`), terminal);
  session.cluster.advance(2);
}

function opened(): { session: Session; shown: Map<number, string> } {
  const session = openSession({ profile: "kind", seed: 7 }, SOFTWARE);
  const shown = watched(session);
  session.cluster.advance(1);
  return { session, shown };
}

describe("several terminals on one cluster", () => {
  test("each has a shell of its own, and both see the same files", () => {
    const { session, shown } = opened();
    session.openTerminal(2);
    session.cluster.advance(1);
    enter(session, "cd /tmp; echo both > seen; tty");
    enter(session, "pwd; cat /tmp/seen; tty", 2);
    expect(shown.get(1)).toContain("/dev/pts/0");
    expect(shown.get(2)).toMatch(/\/home\/learner\r\nboth\r\n\/dev\/pts\/1\r\n/);
  });

  test("what runs in front is known by its name, and Ctrl-C in one leaves the other alone", () => {
    const { session } = opened();
    session.openTerminal(2);
    session.cluster.advance(1);
    enter(session, "sleep 500");
    enter(session, "sleep 600", 2);
    const programs = (): unknown[] => [...session.terminals.values()].map(({ program }) => program);
    expect(programs()).toEqual(["sleep 500", "sleep 600"]);
    session.input(Uint8Array.of(3), 2);
    session.cluster.advance(1);
    expect(programs()).toEqual(["sleep 500", null]);
  });

  test("closing one ends its shell and what runs in it", () => {
    const { session } = opened();
    session.openTerminal(2);
    session.cluster.advance(1);
    enter(session, "sleep 600", 2);
    session.closeTerminal(2);
    session.cluster.advance(1);
    const left = session.cluster.host.processes.all().map(({ argv }) => argv.join(" "));
    expect(left.filter((line) => line.startsWith("sleep"))).toEqual([]);
    expect(left.filter((line) => line === "bash")).toHaveLength(1);
    session.input(encodeUtf8("x"), 2);
    expect(session.log.entries.at(-1)).toEqual({ atUs: expect.any(Number), terminal: 2, isOpen: false });
  });

  test("the first one stays, and a number opens one terminal", () => {
    const { session } = opened();
    session.closeTerminal(1);
    session.openTerminal(1);
    session.openTerminal(2);
    session.openTerminal(2);
    session.openTerminal(1.5);
    expect([...session.terminals.keys()]).toEqual([1, 2]);
    expect(session.log.entries).toHaveLength(1);
  });

  test("a replay types the same keys into the same terminals", () => {
    const { session, shown } = opened();
    enter(session, "echo one");
    session.openTerminal(2);
    session.resize(100, 30, 2);
    enter(session, "ssh kind-control-plane", 2);
    enter(session, "hostname; stty size", 2);
    enter(session, "echo three", 1);
    const { nowUs } = session.cluster.clock;
    const again = replaySession(session.log, SOFTWARE, nowUs);
    expect(again.log).toEqual(session.log);
    expect([...again.terminals.keys()]).toEqual([1, 2]);
    expect(shown.get(2)).toMatch(/kind-control-plane\r\n30 100\r\n/);
    expect(JSON.stringify(again.cluster.trace.between(0))).toBe(JSON.stringify(session.cluster.trace.between(0)));
    expect(again.terminals.get(2)?.program).toBe("ssh kind-control-plane");
  });

  test("a log without other terminals reads as it always did", () => {
    const { session } = opened();
    enter(session, "true");
    expect(session.log.entries).toEqual([{ atUs: expect.any(Number), keys: "true\r" }]);
  });
});
