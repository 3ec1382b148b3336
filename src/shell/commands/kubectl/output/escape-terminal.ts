/** What others wrote (events, annotations, columns) commands no terminal. Models: k8s.io/cli-runtime/pkg/printers/terminal.go */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
const CONTROL = /[\u001b\r]/;

export function escapeTerminal(text: string): string {
  return CONTROL.test(text) ? text.replaceAll("\u001b", "^[").replaceAll("\r", "\\r") : text;
}
