/** The labs as the worker opens and grades them. */

import { LABS } from "../../../labs/index.ts";
import type { Verdict } from "../../grade/check.ts";
import type { Copy } from "../../grade/copy.ts";
import { type Exchange, exchangesOf } from "../../grade/explain/exchange.ts";
import type { PacketStory } from "../../grade/explain/packet-story.ts";
import { type CheckResult, gradeSession } from "../../grade/grade.ts";
import { type Lab, type LabDefinition, labOf } from "../../grade/lab.ts";
import { letterOf, type QuizItem, saidTo } from "../../grade/quiz/quiz-item.ts";
import { ANSWERS_FILE, answersOf } from "../../shell/commands/answer/answers-file.ts";
import type { InputLog } from "../../shell/session.ts";
import { decodeUtf8 } from "../../sim/core/utf8.ts";
import type { Software } from "../../sim/node/parts/software.ts";
import type { CheckView, ExchangeView, PacketView, QuestionView, TaskView, TraceStory } from "./protocol.ts";
import { type HopContext, hopViews } from "./trace/hop-views.ts";

/** More than one check's packets come to; a flood is cut. */
const STORY_EXCHANGES = 40;

/** `../../../labs/<slug>/start/<name>` -> its text. */
const START_FILES = import.meta.glob<string>("../../../labs/*/start/*", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** `seed` of the variant; undefined: the one that the page shows before anybody chooses. */
export function labNamed(slug: string, seed?: number | string): Lab {
  const definition = LABS.find((lab: LabDefinition) => lab.slug === slug);
  if (definition === undefined) throw new Error(`there is no lab ${slug}`);
  const folder = `../../../labs/${slug}/start/`;
  const own = Object.entries(START_FILES).filter(([path]) => path.startsWith(folder));
  return labOf(definition, Object.fromEntries(own.map(([path, text]) => [path.slice(folder.length), text])), seed);
}

export interface LabViews {
  readonly tasks: readonly TaskView[];
  readonly questions: readonly QuestionView[];
}

export function taskViews(lab: Lab, log: InputLog, software: Software): LabViews {
  const stories = new Map<string, TraceStory | null>();
  let answers: ReadonlyMap<string, string> = new Map();
  const results = gradeSession(lab, log, software, {
    onVerdict: ({ id }, verdict, copy) => {
      if (stories.size === 0) answers = answersIn(copy);
      stories.set(id, verdict.ok ? null : storyOf(verdict, copy));
    },
  });
  const tasks = results.map(({ id, title, ok, checks }) => ({
    id,
    title,
    ok,
    checks: checks.map((check) => checkView(check, stories.get(check.id) ?? null)),
  }));
  return { tasks, questions: lab.quiz.map((item) => questionView(item, answers.get(item.id) ?? null)) };
}

function checkView({ id, ok, wanted, saw, lookAt, evidence }: CheckResult, story: TraceStory | null): CheckView {
  return { id, ok, wanted, saw, lookAt: lookAt ?? null, evidence: evidence.lines, story };
}

function answersIn({ cluster }: Copy): Map<string, string> {
  const node = cluster.host.fs.tryNode(ANSWERS_FILE, "/");
  return answersOf(node?.kind === "file" ? decodeUtf8(node.bytes) : "");
}

/** The copy is thrown away, so whatever may be asked about its packets is taken along. */
function storyOf({ evidence: { fromSeq, toSeq } }: Verdict, { cluster }: Copy): TraceStory | null {
  const events = cluster.trace.between(fromSeq, toSeq);
  if (events.length === 0) return null;
  const exchanges = exchangesOf(events).map(exchangeView);
  const shown = exchanges.slice(0, STORY_EXCHANGES);
  const ids = shown.flatMap(({ packets }) => packets.map(({ packetId }) => packetId));
  return {
    exchanges: shown,
    leftOut: exchanges.length - shown.length,
    hops: Object.fromEntries(ids.map((id) => [id, hopViews(events, id, NO_CONTEXT)])),
  };
}

/** Of a copy nothing but its packets is left to point at. */
const NO_CONTEXT: HopContext = { control: [], files: [], find: () => undefined };

function exchangeView({ protocol, client, server, end, packets }: Exchange): ExchangeView {
  return { protocol, client, server, end, packets: packets.map(packetView) };
}

function packetView({ packetId, title, at, end, ending }: PacketStory): PacketView {
  return { packetId, title, at, end, ending };
}

function questionView(item: QuizItem, given: string | null): QuestionView {
  const choices = "choices" in item ? item.choices.map(({ text }, at) => ({ letter: letterOf(at), text })) : [];
  const form = "choices" in item ? null : item.form;
  return {
    id: item.id,
    question: item.question,
    choices,
    form,
    given,
    said: given === null ? null : saidTo(item, given),
  };
}
