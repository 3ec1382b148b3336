/**
 * What a path means: a resource, a namespace, a name, a subresource.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/endpoints/request/requestinfo.go
 */

export interface Route {
  readonly group: string;
  readonly version: string;
  /** Absent for `/api/v1` itself. */
  readonly resource: string | undefined;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
  /** What follows the subresource, as in `proxy/a/b`. */
  readonly rest: string;
}

const NAMESPACE_SUBRESOURCES = new Set(["status", "finalize"]);

/** Null when it is no path of the API. */
export function parseRoute(path: string): Route | null {
  const parts = path
    .split("/")
    .filter((part) => part !== "")
    .map(decode);
  let at: number;
  let group = "";
  if (parts[0] === "api" && parts.length >= 2) at = 1;
  else if (parts[0] === "apis" && parts.length >= 3) {
    group = parts[1] as string;
    at = 2;
  } else return null;
  const version = parts[at] as string;
  const tail = parts.slice(at + 1);
  const isNamespaced =
    tail[0] === "namespaces" &&
    tail.length >= 3 &&
    !(NAMESPACE_SUBRESOURCES.has(tail[2] as string) && tail.length === 3);
  const [resource, name, subresource, ...rest] = isNamespaced ? tail.slice(2) : tail;
  return {
    group,
    version,
    resource,
    namespace: isNamespaced ? tail[1] : undefined,
    name,
    subresource,
    rest: rest.join("/"),
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
