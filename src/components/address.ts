/** The site may live in a sub-folder: an address inside it, from its root. */
const BASE = import.meta.env.BASE_URL.replace(/\/?$/, "/");

export function address(path = ""): string {
  return `${BASE}${path.replace(/^\//, "")}`;
}
