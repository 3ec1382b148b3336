/** Runs a program in a container to its end, with its input given and its output kept. */
import { concatBytes } from "../../../../sim/core/utf8.ts";
import type { Run } from "../../../../sim/core/wait.ts";
import type { ContainerSession } from "../../../../sim/kube/api/backend.ts";

const CHUNK = 65_536;

export interface Collected {
  readonly stdout: Uint8Array;
  readonly code: number;
}

export function* collectSession(session: ContainerSession, input: Uint8Array = new Uint8Array()): Run<Collected> {
  const parts: Uint8Array[] = [];
  let rest = input;
  let isOpen = session.stdout !== null;
  while (isOpen || session.exit === null) {
    if (session.stdin !== null && rest.length > 0) {
      const taken = session.stdin.tryWrite(rest);
      rest = taken === "broken" ? rest.subarray(rest.length) : taken === "would-block" ? rest : rest.subarray(taken);
    }
    if (rest.length === 0) session.stdin?.close();
    let got = isOpen ? session.stdout?.tryRead(CHUNK) : undefined;
    while (got instanceof Uint8Array) {
      parts.push(got);
      got = session.stdout?.tryRead(CHUNK);
    }
    if (got === "eof") isOpen = false;
    if (session.exit !== null && !isOpen) break;
    const queues = [
      ...(isOpen && session.stdout !== null ? [session.stdout.readable] : []),
      ...(rest.length > 0 && session.stdin !== null ? [session.stdin.writable] : []),
    ];
    if (session.exit !== null && queues.length === 0) break;
    yield { on: [...queues, session.ended] };
  }
  session.close();
  const { exit } = session;
  return { stdout: concatBytes(parts), code: exit !== null && "code" in exit ? exit.code : 1 };
}
