/** What a terminal sends for a key that is pressed together with Ctrl; keys that have no such form stay as they are. */
export function withControl(keys: string): string {
  const code = keys.toUpperCase().charCodeAt(0);
  const isLetter = keys.length === 1 && code >= 0x40 && code <= 0x5f;
  return isLetter ? String.fromCharCode(code & 0x1f) : keys;
}
