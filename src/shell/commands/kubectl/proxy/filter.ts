/**
 * Which requests `kubectl proxy` lets through.
 *
 * Models: k8s.io/kubectl/pkg/proxy/proxy_server.go FilterServer
 */
export interface Filter {
  readonly acceptPaths: readonly RegExp[];
  readonly rejectPaths: readonly RegExp[];
  readonly acceptHosts: readonly RegExp[];
  readonly rejectMethods: readonly RegExp[];
}

export function lets(filter: Filter, method: string, path: string, host: string): boolean {
  if (matches(path, filter.rejectPaths) || matches(method, filter.rejectMethods)) return false;
  return matches(path, filter.acceptPaths) && matches(host, filter.acceptHosts);
}

function matches(text: string, patterns: readonly RegExp[]): boolean {
  return patterns.some((pattern) => pattern.test(text));
}

/** `localhost:8001` is `localhost`, and `[::1]:8001` is `::1`: without a port the header stays as it is. */
export function hostOf(header: string): string {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([^:]*)):[^:]*$/.exec(header) ?? [];
  return bracketed ?? plain ?? header;
}

/** A comma-separated list of patterns; a text is what is wrong with one of them, in Go's words. */
export function parsePatterns(list: string): readonly RegExp[] | string {
  if (list === "") return [];
  const patterns: RegExp[] = [];
  for (const part of list.split(",")) {
    try {
      patterns.push(new RegExp(part, "u"));
    } catch {
      return `error parsing regexp: ${fault(part)}`;
    }
  }
  return patterns;
}

function fault(pattern: string): string {
  const bare = pattern.replace(/\\./g, "");
  if (/\\$/.test(bare)) return "trailing backslash at end of expression: ``";
  const bracket = /\[[^\]]*$/.exec(bare)?.[0];
  if (bracket !== undefined) return `missing closing ]: \`${bracket}\``;
  const repeat = /(?:^|[(|])([*+?])/.exec(bare)?.[1];
  if (repeat !== undefined) return `missing argument to repetition operator: \`${repeat}\``;
  const open = (bare.match(/\(/g) ?? []).length;
  const closed = (bare.match(/\)/g) ?? []).length;
  if (open > closed) return `missing closing ): \`${pattern}\``;
  if (closed > open) return `unexpected ): \`${pattern}\``;
  return `invalid escape sequence: \`${/\\./.exec(pattern)?.[0] ?? pattern}\``;
}
