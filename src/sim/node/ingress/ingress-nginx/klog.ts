/** Log lines as the Kubernetes projects write them. Models: k8s.io/klog/v2 klog.go header */
import { calendarOf } from "../../../core/time.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import type { KubeObject } from "../../../kube/api/objects.ts";
import type { Process } from "../../../os/process.ts";

export type Level = "I" | "W" | "E" | "F";

export class Klog {
  readonly #process: Process;

  constructor(process: Process) {
    this.#process = process;
  }

  /** `where` is `file.go:123`. */
  line(level: Level, where: string, text: string): void {
    const { clock } = this.#process.machine;
    const { month, day, hour, minute, second } = calendarOf(clock.nowMs);
    const two = (value: number): string => String(value).padStart(2, "0");
    const micros = String(clock.nowUs % 1_000_000).padStart(6, "0");
    const stamp = `${level}${two(month)}${two(day)} ${two(hour)}:${two(minute)}:${two(second)}.${micros}`;
    this.plain(`${stamp}       7 ${where}] ${text}\n`);
  }

  info(where: string, message: string, values: Readonly<Record<string, string>> = {}): void {
    const pairs = Object.entries(values).map(([key, value]) => ` ${key}=${value}`);
    this.line("I", where, `${JSON.stringify(message)}${pairs.join("")}`);
  }

  event({ apiVersion, kind, metadata }: KubeObject, reason: string, message: string): void {
    const { namespace = "", name, uid = "", resourceVersion = "" } = metadata;
    const reference = `Kind:"${kind}", Namespace:"${namespace}", Name:"${name}", UID:"${uid}", APIVersion:"${apiVersion}", ResourceVersion:"${resourceVersion}", FieldPath:""`;
    this.line(
      "I",
      "event.go:377",
      `Event(v1.ObjectReference{${reference}}): type: 'Normal' reason: '${reason}' ${message}`,
    );
  }

  plain(text: string): void {
    this.#process.fds.get(2)?.stream.tryWrite(encodeUtf8(text));
  }
}
