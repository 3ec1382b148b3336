/** What kubectl says of a manifest, document by document, in a dry run that reaches the API server and changes nothing. */
import type { Session } from "../../../shell/session.ts";
import type { Complaint } from "./file-protocol.ts";

const FOLDER = "/tmp/hop-editor";
/** A file of a thousand documents is checked in part. */
const MOST_DOCUMENTS = 60;
const MOST_SECONDS = 30;

export interface ManifestDocument {
  /** Where it begins, from 0. */
  readonly line: number;
  readonly text: string;
}

/** As kubectl cuts a stream: at lines that begin with `---`. */
export function documentsOf(text: string): ManifestDocument[] {
  const documents: ManifestDocument[] = [];
  let [line, lines] = [0, [] as string[]];
  const end = (): void => {
    if (lines.some((one) => /^\s*[^\s#]/.test(one))) documents.push({ line, text: `${lines.join("\n")}\n` });
  };
  for (const [i, one] of text.split("\n").entries()) {
    if (!one.startsWith("---")) lines.push(one);
    else {
      end();
      [line, lines] = [i + 1, []];
    }
  }
  end();
  return documents;
}

/** A JSON file may hold several objects too, but nobody writes it so: it is one document. */
export function complaintsAbout(session: Session, file: string, text: string): Complaint[] {
  const documents = file.endsWith(".json") ? [{ line: 0, text }] : documentsOf(text);
  const name = file.split("/").at(-1) as string;
  const namespaces = new Set<string>();
  const complaints: Complaint[] = [];
  for (const document of documents.slice(0, MOST_DOCUMENTS)) {
    const said = dryRun(session, name, document.text).filter((complaint) => !isMadeAbove(complaint, namespaces));
    complaints.push(...said.map((complaint) => ({ line: document.line, text: complaint })));
    const made = /^kind:\s*Namespace\s*$/m.test(document.text) ? /^\s+name:\s*(\S+)\s*$/m.exec(document.text) : null;
    if (made?.[1] !== undefined) namespaces.add(made[1]);
  }
  return complaints;
}

/** A dry run makes no namespace, so that what comes after it seems to have none. */
function isMadeAbove(complaint: string, namespaces: ReadonlySet<string>): boolean {
  const missing = /namespaces "([^"]+)" not found/.exec(complaint)?.[1];
  return missing !== undefined && namespaces.has(missing);
}

function dryRun(session: Session, name: string, text: string): string[] {
  const { fs } = session.cluster.host;
  fs.makeDirectory(FOLDER, "/", { parents: true });
  fs.writeFile(`${FOLDER}/${name}`, text);
  const quoted = `'./${name.replaceAll("'", "'\\''")}'`;
  const { stderr } = session.run(`cd ${FOLDER} && kubectl apply --dry-run=server -f ${quoted}`, MOST_SECONDS);
  fs.removeFile(`${FOLDER}/${name}`);
  return complaintsIn(stderr.replaceAll(`./${name}`, name));
}

/** Lines that belong together: what is invalid is listed under whose it is, and some errors end with advice. */
export function complaintsIn(stderr: string): string[] {
  const complaints: string[] = [];
  for (const line of stderr.split("\n")) {
    if (line.trim() === "") continue;
    const goesOn =
      line.startsWith("* ") || !/^(error|Error|The |Warning|unable|Unable|no |invalid|resource)/.test(line);
    const last = complaints.length - 1;
    if (goesOn && last >= 0) complaints[last] = `${complaints[last]}\n${line}`;
    else complaints.push(line);
  }
  return complaints.filter((complaint) => !IS_NO_FAULT.test(complaint));
}

/** Said of objects that were made in another way than by apply; nothing in the file is wrong. */
const IS_NO_FAULT = /^Warning: resource \S+ is missing the kubectl\.kubernetes\.io\/last-applied-configuration/;
