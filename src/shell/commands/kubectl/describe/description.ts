/**
 * The text of a description: lines whose cells are aligned under one another.
 *
 * Models: k8s.io/kubectl/pkg/describe/describe.go (PrefixWriter, tabbedString)
 */
import { calendarOf, parseRfc3339 } from "../../../../sim/core/time.ts";
import { humanDuration } from "../../../../sim/kube/api/duration.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { LAST_APPLIED } from "../apply/last-applied.ts";
import { escapeTerminal } from "../output/escape-terminal.ts";
import { TabWriter } from "../output/tab-writer.ts";

const MAX_ANNOTATION = 140;
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export class Description {
  #parts: string[] = [""];

  /** Text with tabs between cells; `level` indents it by two spaces each. */
  write(level: number, text: string): void {
    this.#parts[this.#parts.length - 1] += "  ".repeat(level) + escapeTerminal(text);
  }

  /** What follows is aligned by itself. */
  flush(): void {
    this.#parts.push("");
  }

  field(name: string, value: string | number | boolean): void {
    this.write(0, `${name}:\t${value}\n`);
  }

  labels(title: string, labels: Mutable): void {
    this.list(
      title,
      Object.keys(labels ?? {})
        .sort()
        .map((key) => `${key}=${labels[key]}`),
    );
  }

  /** One value on each line, the first beside the title. */
  list(title: string, values: readonly string[]): void {
    this.write(0, `${title}:\t${values.length === 0 ? "<none>\n" : ""}`);
    values.forEach((value, i) => {
      this.write(0, `${i === 0 ? "" : "\t"}${value}\n`);
    });
  }

  annotations(title: string, annotations: Mutable): void {
    const keys = Object.keys(annotations ?? {})
      .filter((key) => key !== LAST_APPLIED)
      .sort();
    this.write(0, `${title}:\t${keys.length === 0 ? "<none>\n" : ""}`);
    keys.forEach((key, i) => {
      const value = String(annotations[key]).replace(/\n$/, "");
      const before = i === 0 ? "" : "\t";
      if (value.length + key.length + 2 <= MAX_ANNOTATION && !value.includes("\n"))
        this.write(0, `${before}${key}: ${value}\n`);
      else {
        this.write(0, `${before}${key}:\n`);
        for (const line of value.split("\n")) this.write(0, `\t  ${shortened(line, MAX_ANNOTATION - 2)}\n`);
      }
    });
  }

  /** With the cells as they are, tabs and all. */
  unaligned(): string {
    return this.#parts.join("");
  }

  toString(): string {
    return this.#parts.map(aligned).join("");
  }
}

function shortened(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}...` : text;
}

function aligned(text: string): string {
  if (text === "") return "";
  const writer = new TabWriter({ minWidth: 0, padding: 2, remembers: false });
  const hasEnd = text.endsWith("\n");
  for (const line of (hasEnd ? text.slice(0, -1) : text).split("\n")) writer.line(line.split("\t"));
  const output = writer.flush();
  return hasEnd ? output : output.slice(0, -1);
}

/** `Fri, 20 Nov 2026 09:53:22 +0000` */
export function longTime(timestamp: string | undefined | null): string {
  const ms = timestamp === undefined || timestamp === null ? null : parseRfc3339(timestamp);
  if (ms === null) return "Mon, 01 Jan 0001 00:00:00 +0000";
  const { weekday, day, month, year, hour, minute, second } = calendarOf(ms);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${WEEKDAYS[weekday]}, ${two(day)} ${MONTHS[month - 1]} ${year} ${two(hour)}:${two(minute)}:${two(second)} +0000`;
}

export function ageOf(timestamp: string | undefined | null, nowMs: number): string {
  const ms = timestamp === undefined || timestamp === null ? null : parseRfc3339(timestamp);
  return ms === null ? "<unknown>" : humanDuration(nowMs - ms);
}

/** `True` and `False`, as describe prints them. */
export function printBool(value: unknown): string {
  return value === true ? "True" : "False";
}

/** `a=1,b=2`, on one line. */
export function flatLabels(labels: Mutable): string {
  const keys = Object.keys(labels ?? {}).sort();
  return keys.length === 0 ? "<none>" : keys.map((key) => `${key}=${labels[key]}`).join(",");
}

export function orNone(text: string | undefined): string {
  return text === undefined || text === "" ? "<none>" : text;
}

/** `Kind/name` of the owner that controls an object. */
export function controllerOf(object: Mutable): string {
  const owner = (object.metadata.ownerReferences ?? []).find(({ controller }: Mutable) => controller === true);
  return owner === undefined ? "" : `${owner.kind}/${owner.name}`;
}

/** The first lines of almost every description. */
export function describeMeta(description: Description, { metadata }: Mutable): void {
  description.field("Name", metadata.name);
  description.field("Namespace", metadata.namespace ?? "");
  description.labels("Labels", metadata.labels);
  description.annotations("Annotations", metadata.annotations);
}
