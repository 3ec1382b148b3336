/** What projects publish under an address, for `kubectl apply -f https://…`. */

export interface PublishedFile {
  /** `https://…`, as documents write it. */
  readonly url: string;
  /** What is served there. */
  text(): string;
}
