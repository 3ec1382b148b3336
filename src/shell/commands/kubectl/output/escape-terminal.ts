/** What others wrote (events, annotations, columns) commands no terminal. Models: k8s.io/cli-runtime/pkg/printers/terminal.go */
export function escapeTerminal(text: string): string {
  return text.replaceAll("\u001b", "^[").replaceAll("\r", "\\r");
}
