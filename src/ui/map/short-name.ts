/** A name that has to fit: the middle goes, because names differ at their ends. */
export function shortName(name: string, most: number): string {
  if (name.length <= most) return name;
  const tail = Math.min(6, Math.floor((most - 1) / 2));
  return `${name.slice(0, most - 1 - tail)}…${name.slice(-tail)}`;
}
