import { expect, test } from "vitest";
import { openSession, replaySession, type Session } from "./session.ts";
import { SOFTWARE } from "./software.ts";

function opened(): Session {
  return openSession({ profile: "docker-desktop", seed: 3, files: { "web.yaml": "old\n" } }, SOFTWARE);
}

function refusalOf(session: Session, change: Parameters<Session["changeFile"]>[0]): string | null {
  let refused: string | null = "never called back";
  session.changeFile(change, (answer) => {
    refused = answer;
  });
  return refused;
}

test("what the editor saves, the terminal reads, and a replay has it at the same moment", () => {
  const session = opened();
  session.runUntil(session.cluster.clock.nowUs + 1_500_000);
  expect(refusalOf(session, { file: "web.yaml", text: "new\n" })).toBeNull();
  expect(refusalOf(session, { file: "shop/db.yaml", text: "db\n" })).toBeNull();
  const [cat] = session.typed(["cat web.yaml shop/db.yaml; stat -c %Y web.yaml"]);
  expect(cat?.screen).toMatch(/^new\ndb\n\d+\n$/);
  const again = replaySession(session.log, SOFTWARE, session.cluster.clock.nowUs);
  expect(again.log).toEqual(session.log);
  expect(again.run("cat web.yaml; stat -c %Y web.yaml").stdout).toBe(
    session.run("cat web.yaml; stat -c %Y web.yaml").stdout,
  );
});

test("files are renamed and taken away, and a full folder stays", () => {
  const session = opened();
  expect(refusalOf(session, { file: "web.yaml", to: "shop/web.yaml" })).toBeNull();
  expect(refusalOf(session, { file: "shop", isGone: true })).toBe("Directory not empty");
  expect(refusalOf(session, { file: "shop/web.yaml", isGone: true })).toBeNull();
  expect(refusalOf(session, { file: "shop", isGone: true })).toBeNull();
  expect(session.run("ls -A").stdout).not.toMatch(/shop|web/);
});

test("what is refused is not in the log", () => {
  const session = opened();
  expect(refusalOf(session, { file: "../other", text: "x" })).toBe("it is not in the home folder");
  expect(refusalOf(session, { file: "web.yaml/x", text: "x" })).toBe("File exists");
  expect(refusalOf(session, { file: "none", isGone: true })).toBe("No such file or directory");
  session.changeFile({ file: "b.yaml", text: "b" });
  expect(refusalOf(session, { file: "web.yaml", to: "b.yaml" })).toBe("File exists");
  expect(session.log.entries).toHaveLength(1);
});
