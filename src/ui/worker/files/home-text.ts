/** A file of the home folder as text, as far as it is one. */
import { HOME } from "../../../shell/host-environment.ts";
import type { Session } from "../../../shell/session.ts";
import { decodeUtf8 } from "../../../sim/core/utf8.ts";
import type { HomeText } from "./file-protocol.ts";

/** More than anybody edits by hand. */
const MOST_BYTES = 1_000_000;

export function homeText({ cluster }: Session, file: string): HomeText {
  const node = cluster.host.fs.tryNode(file, HOME);
  if (node === undefined) return null;
  if (node.kind !== "file" || node.program !== null) return { unreadable: "it is not a text file" };
  if (node.size > MOST_BYTES) return { unreadable: `it has more than ${MOST_BYTES / 1000} kB` };
  const text = decodeUtf8(node.bytes);
  return /[\0\ufffd]/.test(text) ? { unreadable: "it is not a text file" } : { text };
}
