/**
 * All images there are: what a registry would find under a name, and what a node makes of it once it has it.
 *
 * Models: OCI distribution-spec (resolving a tag); the texts of containerd's failures
 */
import { sha256Hex } from "../../core/sha256.ts";
import { encodeUtf8 } from "../../core/utf8.ts";
import type { ProgramTable } from "../../os/machine.ts";
import type { DirectoryNode } from "../../os/vfs/node.ts";
import { buildTree } from "./file-tree.ts";
import type { Image, ImageConfig } from "./image.ts";
import { type ImageReference, parseImageReference } from "./reference.ts";

/** One tag of an image, ready to be run. */
export interface RunnableImage {
  readonly reference: ImageReference;
  readonly config: ImageConfig;
  readonly sizeBytes: number;
  /** `sha256:…` */
  readonly digest: string;
  /** It only stands for an image that nobody here has. */
  readonly isSubstitute: boolean;
  /** Shared by all containers of it: put a directory over it. */
  readonly root: DirectoryNode;
}

export type PullResult = { readonly image: RunnableImage } | { readonly error: string };

const REGISTRIES = [
  "docker.io",
  "registry.k8s.io",
  "quay.io",
  "ghcr.io",
  "gcr.io",
  "k8s.gcr.io",
  "mcr.microsoft.com",
  "public.ecr.aws",
];

export class ImageCatalogue {
  readonly #images = new Map<string, Image>();
  readonly #runnable = new Map<string, RunnableImage>();
  readonly #programs: ProgramTable;
  readonly #epochMs: number;
  /** Stands for images that are not here, where somebody asks for that. */
  substitute: Image | null = null;

  constructor(images: readonly Image[], programs: ProgramTable, epochMs: number) {
    this.#programs = programs;
    this.#epochMs = epochMs;
    for (const image of images) for (const name of image.names) this.#images.set(name, image);
  }

  /** What a node has that holds this image. Throws our own error for a name that no image has. */
  held(text: string): RunnableImage | null {
    const reference = parseImageReference(text);
    const image = reference === null ? undefined : this.#images.get(reference.repository);
    if (reference === null) return null;
    if (image?.tags.includes(reference.tag) === true) return this.#run(reference, image);
    return this.substitute !== null && image === undefined ? this.#run(reference, this.substitute) : null;
  }

  /** What pulling it gives, in containerd's words when it gives nothing. */
  pull(reference: ImageReference, { substitutes = false }: { readonly substitutes?: boolean } = {}): PullResult {
    const image = this.#images.get(reference.repository);
    if (substitutes && this.substitute !== null && image?.tags.includes(reference.tag) !== true)
      return { image: this.#run(reference, this.substitute) };
    const failure = `failed to pull and unpack image "${reference.text}": failed to resolve image: `;
    if (image?.isPublished === true)
      return image.tags.includes(reference.tag)
        ? { image: this.#run(reference, image) }
        : { error: `${failure}${reference.text}: not found` };
    const { registry, repository, tag } = reference;
    if (REGISTRIES.includes(registry) || registry.endsWith(".pkg.dev"))
      return {
        error:
          registry === "docker.io"
            ? `${failure}pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`
            : `${failure}${reference.text}: not found`,
      };
    const path = repository.slice(registry.length + 1);
    const host = registry.split(":")[0];
    return {
      error: `${failure}failed to do request: Head "https://${registry}/v2/${path}/manifests/${tag}": dial tcp: lookup ${host}: no such host`,
    };
  }

  #run(reference: ImageReference, image: Image): RunnableImage {
    let runnable = this.#runnable.get(reference.text);
    if (runnable === undefined) {
      const { tag } = reference;
      const programs = this.#programs;
      const epochMs = this.#epochMs;
      let root: DirectoryNode | null = null;
      runnable = {
        reference,
        config: image.config(tag),
        sizeBytes: image.sizeBytes,
        digest: `sha256:${sha256Hex(encodeUtf8(`${image.names[0] ?? reference.repository}:${tag}`))}`,
        isSubstitute: image === this.substitute,
        get root() {
          root ??= buildTree(image.files(tag), programs, epochMs);
          return root;
        },
      };
      this.#runnable.set(reference.text, runnable);
    }
    return runnable;
  }
}
