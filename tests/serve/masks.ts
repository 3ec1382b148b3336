/**
 * What a cluster draws by lot or counts up, made equal: a transcript is about what is said, and stays true when one
 * more system Pod moves every number behind it. Widths stay, so columns stand where they stood.
 */
const MASKS: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "00000000-0000-0000-0000-000000000000"],
  [/\b[0-9a-f]{64}\b/g, "0".repeat(64)],
  [/(resourceVersion"?: )"\d+"/g, '$1"1"'],
  [/-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, "-xxxxx"],
  [/\b10\.1\.0\.\d\b/g, "10.1.0.x"],
  // Who asks sooner sees more Pods that are on their way out.
  [/(?<of>terminatingReplicas"?: )\d+/g, "$<of>0"],
  [/T\d\d:\d\d:\d\dZ/g, "T00:00:00Z"],
  [/ \d\d:\d\d:\d\d (\+0000|\[)/g, " 00:00:00 $1"],
  // AGE is the last column of most tables.
  [/\b\d+m?\d*s$/gm, "0s"],
  [/\b\d+m?\d*s(?= {3})/g, "0s"],
];

export function masked(text: string): string {
  const plain = MASKS.reduce((done, [what, by]) => done.replace(what, by), text);
  // How often a wait says the same depends on how often it was told.
  const lines = plain.split("\n");
  return lines.filter((line, i) => !line.startsWith("Waiting for ") || line !== lines[i - 1]).join("\n");
}
