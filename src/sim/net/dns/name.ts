/**
 * Domain names: text with a final dot, and the labels of the wire. Characters that a label may hold and text may
 * not are escaped as master files do it.
 *
 * Models: RFC 1035 §2.3, §3.1, §5.1
 */

/** Labels of a name, most specific first; the root has none. */
export function labelsOf(name: string): string[] {
  const labels: string[] = [];
  let label = "";
  for (let i = 0; i < name.length; i++) {
    const char = name[i] as string;
    if (char === "\\") {
      const code = /^\d{3}/.exec(name.slice(i + 1))?.[0];
      label += code === undefined ? (name[i + 1] ?? "") : String.fromCharCode(Number(code));
      i += code === undefined ? 1 : 3;
    } else if (char === ".") {
      labels.push(label);
      label = "";
    } else label += char;
  }
  if (label !== "") labels.push(label);
  return labels.length === 1 && labels[0] === "" ? [] : labels;
}

export function nameOf(labels: readonly string[]): string {
  if (labels.length === 0) return ".";
  let name = "";
  for (const label of labels) name += `${PLAIN.test(label) ? label : escapeLabel(label)}.`;
  return name;
}

/** Nothing in it that text has to escape. */
const PLAIN = /^[!#-\-/-[\]-~]*$/;

function escapeLabel(label: string): string {
  let text = "";
  for (let i = 0; i < label.length; i++) {
    const code = label.charCodeAt(i);
    if (label[i] === "." || label[i] === "\\" || label[i] === '"') text += `\\${label[i]}`;
    else if (code < 33 || code > 126) text += `\\${String(code).padStart(3, "0")}`;
    else text += label[i];
  }
  return text;
}

/** With its final dot. */
export function fqdn(name: string): string {
  return name.endsWith(".") && !name.endsWith("\\.") ? name : `${name}.`;
}

/** Names are compared without regard to case. */
export function sameName(a: string, b: string): boolean {
  return fqdn(a).toLowerCase() === fqdn(b).toLowerCase();
}

/** `a.b.example.` is in `example.`, and every name is in the root. */
export function isInZone(name: string, zone: string): boolean {
  const outer = fqdn(zone).toLowerCase();
  if (outer === ".") return true;
  const inner = fqdn(name).toLowerCase();
  const before = inner.length - outer.length;
  return (before === 0 || inner[before - 1] === ".") && inner.endsWith(outer);
}

/** A name that fits the wire: labels of 1 to 63 bytes, 255 in all. */
export function isValidName(name: string): boolean {
  const labels = labelsOf(name);
  return (
    labels.every((label) => label.length > 0 && label.length < 64) &&
    labels.reduce((sum, label) => sum + label.length + 1, 1) <= 255
  );
}
