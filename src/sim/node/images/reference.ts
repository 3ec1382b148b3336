/**
 * What a manifest calls an image, and what that means in full.
 *
 * Models: github.com/distribution/reference (ParseNormalizedNamed)
 */

export interface ImageReference {
  /** `docker.io` */
  readonly registry: string;
  /** `docker.io/library/nginx` */
  readonly repository: string;
  readonly tag: string;
  /** `docker.io/library/nginx:1.25` */
  readonly text: string;
}

const SHAPE =
  /^(?:[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?::\d+)?\/)?[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/;

/** Null when it is no image name at all (InvalidImageName). */
export function parseImageReference(text: string): ImageReference | null {
  if (!SHAPE.test(text)) return null;
  const withoutDigest = text.split("@")[0] as string;
  const slash = withoutDigest.lastIndexOf("/");
  const colon = withoutDigest.indexOf(":", slash + 1);
  const name = colon < 0 ? withoutDigest : withoutDigest.slice(0, colon);
  const tag = colon < 0 ? "latest" : withoutDigest.slice(colon + 1);
  const [first = "", ...rest] = name.split("/");
  const hasRegistry = rest.length > 0 && (first.includes(".") || first.includes(":") || first === "localhost");
  const registry = hasRegistry ? first : "docker.io";
  const path = hasRegistry ? rest.join("/") : name;
  const repository = `${registry}/${registry === "docker.io" && !path.includes("/") ? `library/${path}` : path}`;
  return { registry, repository, tag, text: `${repository}:${tag}` };
}
