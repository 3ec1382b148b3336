/**
 * What a link carries: a world and what was typed into it, when. Links come from strangers, so nothing of one is used
 * before every part has been looked at, and only parts with known names are taken over.
 */
import type { InputEntry, SessionSpec } from "../../shell/session.ts";
import type { FaultSpec } from "../../sim/node/faults/fault.ts";

export interface SharedState {
  /** The bench that it was shared from, and what that began with: elsewhere the keys would mean something else. */
  readonly bench: string;
  readonly version: string;
  readonly seed?: number | string;
  /** Of a bench whose world its visitors put together. */
  readonly spec?: SessionSpec;
  readonly entries: readonly InputEntry[];
  readonly untilUs: number;
}

export const MOST = {
  entries: 100_000,
  keys: 1_000_000,
  untilUs: 48 * 3_600_000_000,
  files: 50,
  fileCharacters: 1_000_000,
  faults: 20,
} as const;

type Fields = Readonly<Record<string, unknown>>;
type Compact = readonly [number, string] | readonly [number, number, number] | readonly [number];

const WORD = /^[a-z][a-z0-9-]{0,39}$/;
const FILE = /^[A-Za-z0-9._-]{1,80}(?:\/[A-Za-z0-9._-]{1,80}){0,5}$/;
const NOT_NAMES = ["__proto__", "constructor", "prototype", ".", ".."];

export function packed({ bench, version, seed, spec, entries, untilUs }: SharedState): unknown {
  let before = 0;
  const compact = entries.map((entry): Compact => {
    const after = entry.atUs - before;
    before = entry.atUs;
    if ("keys" in entry) return [after, entry.keys];
    return "columns" in entry ? [after, entry.columns, entry.rows] : [after];
  });
  return { hop: 1, bench, version, seed, spec, entries: compact, untilUs };
}

/** The state, or in one sentence why this is none. */
export function unpacked(value: unknown): SharedState | string {
  if (!isFields(value) || value.hop !== 1)
    return "it was made by another version of this site, or is none of its links";
  const { bench, version, seed, spec, entries, untilUs } = value;
  if (typeof bench !== "string" || typeof version !== "string") return "it does not say which page it is for";
  if (seed !== undefined && !isSeed(seed)) return "its seed is none";
  if (!isMoment(untilUs)) return "its moment is none, or too late";
  const read = entriesOf(entries);
  if (typeof read === "string") return read;
  const state = { bench, version, entries: read, untilUs, ...(seed === undefined ? {} : { seed }) };
  if (spec === undefined) return state;
  const checked = specOf(spec);
  return typeof checked === "string" ? checked : { ...state, spec: checked };
}

function entriesOf(value: unknown): InputEntry[] | string {
  if (!Array.isArray(value)) return "it lacks what was typed";
  if (value.length > MOST.entries) return `it has more than ${MOST.entries} entries`;
  const entries: InputEntry[] = [];
  let atUs = 0;
  let keys = 0;
  for (const one of value) {
    const entry = entryOf(one, atUs);
    if (entry === null || !isMoment(entry.atUs)) return "it is damaged: a key or its moment is none";
    atUs = entry.atUs;
    if ("keys" in entry) keys += entry.keys.length;
    if (keys > MOST.keys) return `it has more than ${MOST.keys} keys`;
    entries.push(entry);
  }
  return entries;
}

function entryOf(one: unknown, beforeUs: number): InputEntry | null {
  if (!Array.isArray(one) || !Number.isSafeInteger(one[0]) || one[0] < 0) return null;
  const atUs = beforeUs + one[0];
  if (one.length === 1) return { atUs, isMuted: true };
  if (one.length === 2) return typeof one[1] === "string" ? { atUs, keys: one[1] } : null;
  const [, columns, rows] = one;
  return one.length === 3 && isSize(columns) && isSize(rows) ? { atUs, columns, rows } : null;
}

/** Also for what a page keeps, and for what another page asks an embedded one for. */
export function specOf(value: unknown): SessionSpec | string {
  if (!isFields(value)) return "its cluster is none";
  const { profile, seed = 1, nodes, proxyMode, cni, faults, files } = value;
  if (!isWord(profile)) return "its cluster is none";
  if (!isSeed(seed)) return "its seed is none";
  if (nodes !== undefined && !(Number.isInteger(nodes) && (nodes as number) >= 1 && (nodes as number) <= 200))
    return "its number of nodes is none";
  if (proxyMode !== undefined && !isWord(proxyMode)) return "its proxy mode is none";
  if (cni !== undefined && !isWord(cni)) return "its CNI is none";
  const readFaults = faults === undefined ? [] : faultsOf(faults);
  if (readFaults === null) return "its faults are none";
  const readFiles = files === undefined ? {} : filesOf(files);
  if (readFiles === null) return "its files are none, or too many, or too long";
  return {
    profile,
    seed,
    ...(nodes === undefined ? {} : { nodes: nodes as number }),
    ...(proxyMode === undefined ? {} : { proxyMode }),
    ...(cni === undefined ? {} : { cni }),
    ...(readFaults.length === 0 ? {} : { faults: readFaults }),
    ...(Object.keys(readFiles).length === 0 ? {} : { files: readFiles }),
  };
}

function faultsOf(value: unknown): FaultSpec[] | null {
  if (!Array.isArray(value) || value.length > MOST.faults) return null;
  const faults: FaultSpec[] = [];
  for (const one of value) {
    if (!isFields(one) || !isWord(one.fault)) return null;
    const about = Object.entries(one).filter(([name]) => name !== "fault");
    const isFine = about.every(
      ([name, about]) =>
        WORD.test(name) && ((typeof about === "string" && about.length <= 200) || Number.isFinite(about)),
    );
    if (!isFine || about.length > 8) return null;
    faults.push({ fault: one.fault, ...(Object.fromEntries(about) as Record<string, string | number>) });
  }
  return faults;
}

function filesOf(value: unknown): Record<string, string> | null {
  if (!isFields(value)) return null;
  const files = Object.entries(value);
  if (files.length > MOST.files) return null;
  let characters = 0;
  for (const [name, text] of files) {
    if (!FILE.test(name) || name.split("/").some((part) => NOT_NAMES.includes(part))) return null;
    if (typeof text !== "string") return null;
    characters += text.length;
  }
  return characters > MOST.fileCharacters ? null : (Object.fromEntries(files) as Record<string, string>);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isWord(value: unknown): value is string {
  return typeof value === "string" && WORD.test(value) && !NOT_NAMES.includes(value);
}

/** A number as the command line has it, or a student's name. */
export function isSeed(value: unknown): value is number | string {
  if (typeof value === "number") return Number.isInteger(value) && value >= 0 && value <= 4_294_967_295;
  return typeof value === "string" && value !== "" && value.length <= 100;
}

function isMoment(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= MOST.untilUs;
}

function isSize(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) <= 1_000;
}
