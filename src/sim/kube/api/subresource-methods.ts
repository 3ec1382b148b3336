/**
 * Which methods a subresource takes.
 *
 * Models: pkg/registry/core/pod/rest (ConnectMethods) and what the storage of the others implements
 */
const CONNECTING = ["GET", "POST"];
const WRITTEN = ["GET", "PUT", "PATCH"];

const METHODS: ReadonlyMap<string, readonly string[]> = new Map([
  ["approval", WRITTEN],
  ["attach", CONNECTING],
  ["binding", ["POST"]],
  ["ephemeralcontainers", WRITTEN],
  ["eviction", ["POST"]],
  ["exec", CONNECTING],
  ["finalize", ["PUT"]],
  ["log", ["GET"]],
  ["portforward", CONNECTING],
  ["resize", WRITTEN],
  ["token", ["POST"]],
]);

/** False where the server answers 405, whether or not there is such an object. */
export function mayBeAsked(subresource: string | undefined, method: string): boolean {
  return METHODS.get(subresource ?? "")?.includes(method) !== false;
}
