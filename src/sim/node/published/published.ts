/** What projects publish under an address, for `kubectl apply -f https://…`. */

/** Where such files are. */
export const PUBLISHED_HOSTS: readonly string[] = ["raw.githubusercontent.com", "github.com", "kind.sigs.k8s.io"];

export interface PublishedFile {
  /** `https://…`, as documents write it. */
  readonly url: string;
  /** What is served there. */
  text(): string;
}
