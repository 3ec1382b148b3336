/** Reads the journal of a node's services. Models: systemd 252 journalctl(1). SIMPLIFIED: the kubelet's journal only; see journal.ts for what is in it. */
import type { Run } from "../../../sim/core/wait.ts";
import { NODE_RUNTIME } from "../../../sim/node/runtime-plug.ts";
import type { Process } from "../../../sim/os/process.ts";
import { parseMoment } from "../date/date.ts";
import { Failure } from "../failure.ts";
import { parseOptions } from "../options.ts";
import { journalOf } from "./journal.ts";

const POLL_US = 1_000_000;

export function* journalctl(process: Process): Run<number> {
  const options = parseOptions(process, {
    short: "u:fn::exarb::kp:o:S:U:q",
    long: {
      "unit=": "u",
      follow: "f",
      "lines?": "n",
      "pager-end": "e",
      catalog: "x",
      "no-pager": "no-pager",
      "since=": "S",
      "until=": "U",
      reverse: "r",
      "boot?": "b",
      "output=": "o",
      quiet: "q",
      all: "a",
      "no-hostname": "no-hostname",
    },
    refused: {
      short: "kpg",
      long: ["dmesg", "priority", "grep", "disk-usage", "vacuum-size", "vacuum-time", "list-boots"],
    },
    hint: "",
  });
  const runtime = process.machine.plugged(NODE_RUNTIME);
  if (runtime === undefined) throw new Failure("No journal files were found.\n-- No entries --\n", 0);
  const unit = (options.value("u") ?? "kubelet").replace(/\.service$/, "");
  const isKubelet = unit === "kubelet";
  const sinceUs = momentOf(process, options.value("S"));
  const untilUs = momentOf(process, options.value("U"));
  const all = isKubelet
    ? journalOf(process.machine, runtime).filter(
        ({ atUs }) => (sinceUs === null || atUs >= sinceUs) && (untilUs === null || atUs <= untilUs),
      )
    : [];
  const given = options.value("n");
  const count = options.has("n")
    ? given === ""
      ? 10
      : Number(given)
    : options.has("f")
      ? 10
      : options.has("e")
        ? 1000
        : null;
  const shown = count === null ? all : all.slice(Math.max(0, all.length - count));
  if (options.has("r")) shown.reverse();
  yield* process.print(shown.length === 0 ? "-- No entries --\n" : shown.map(({ text }) => `${text}\n`).join(""));
  if (!options.has("f")) return 0;
  for (let seen = all.length; ; ) {
    yield { on: [], untilUs: process.nowUs + POLL_US };
    const now = journalOf(process.machine, runtime);
    for (const { text } of now.slice(seen)) yield* process.print(`${text}\n`);
    seen = Math.max(seen, now.length);
  }
}

function momentOf(process: Process, text: string | undefined): number | null {
  if (text === undefined) return null;
  const nowUs = process.machine.clock.epochMs * 1000 + process.nowUs;
  const back = /^-?(\d+)\s*(s|sec|seconds?|m|min|minutes?|h|hours?|d|days?)(?: ago)?$/.exec(text.trim());
  if (back !== null) {
    const unit = { s: 1, m: 60, h: 3600, d: 86_400 }[(back[2] ?? "s")[0] as "s"] ?? 1;
    return nowUs - Number(back[1]) * unit * 1_000_000;
  }
  const moment = text === "today" ? Math.floor(nowUs / 86_400_000_000) * 86_400_000_000 : parseMoment(text, nowUs);
  if (moment === null) throw new Failure(`Failed to parse timestamp: ${text}\n`, 1);
  return moment;
}
