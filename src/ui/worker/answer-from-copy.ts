/** What is asked of a copy of a session, or of none: played and answered beside whatever lives here. Its code is loaded when asked for. */
import type { Session } from "../../shell/session.ts";
import { starterOf } from "./open-world.ts";
import type { PageSoftware } from "./page-software.ts";
import type {
  Answer,
  AsideMessage,
  CaptureMessage,
  EditorMessage,
  GradeMessage,
  ReachMessage,
  ToEngine,
} from "./protocol.ts";

export type CopyMessage = GradeMessage | ReachMessage | CaptureMessage | EditorMessage | AsideMessage;

const TYPES: ReadonlySet<ToEngine["type"]> = new Set<CopyMessage["type"]>([
  "grade",
  "reach",
  "capture",
  "editor",
  "solution",
  "hand-in",
  "import",
]);

export function isOfCopy(message: ToEngine): message is CopyMessage {
  return TYPES.has(message.type);
}

export async function answerFromCopy(message: CopyMessage, software: PageSoftware): Promise<Answer> {
  switch (message.type) {
    case "grade":
      return await grade(message, software);
    case "reach":
      return await reach(message, software);
    case "capture":
      return await capture(message, software);
    case "editor":
      return await askEditor(message, software);
    default: {
      const { answerAside } = await import("./aside/answer-aside.ts");
      return await answerAside(message, software);
    }
  }
}

async function grade({ lab, log }: GradeMessage, software: PageSoftware): Promise<Answer> {
  const { labNamed, taskViews } = await import("./lab-tasks.ts");
  const views = await software.attempt(() => taskViews(labNamed(lab, log.spec.seed), log, software.here));
  return { kind: "tasks", ...views };
}

async function reach({ world, log, untilUs, question }: ReachMessage, software: PageSoftware): Promise<Answer> {
  const { reachView } = await import("./map/reach.ts");
  const { start } = await starterOf(world);
  const found = await software.attempt(() => {
    const copy = start(software.here, () => {});
    for (const entry of log.entries) copy.replay(entry);
    copy.runUntil(Math.max(untilUs, copy.cluster.clock.nowUs));
    return reachView(copy, question);
  });
  return { kind: "reach", reach: found };
}

async function askEditor({ world, log, untilUs, question }: EditorMessage, software: PageSoftware): Promise<Answer> {
  const { editorAnswer } = await import("./files/editor-copy.ts");
  const { start } = await starterOf(world);
  const open = (): Session => start(software.here, () => {});
  const answer = await software.attempt(() => editorAnswer({ world, log, untilUs, open }, question));
  return { kind: "editor", answer };
}

async function capture({ world, log, question }: CaptureMessage, software: PageSoftware): Promise<Answer> {
  const { captureFile } = await import("./trace/capture-file.ts");
  const { start } = await starterOf(world);
  const bytes = await software.attempt(() =>
    captureFile(
      start(software.here, () => {}),
      log.entries,
      question,
    ),
  );
  return { kind: "capture", bytes };
}
