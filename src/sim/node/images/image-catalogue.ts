/**
 * All images there are: what a registry would find under a name, and what a node makes of it once it has it.
 *
 * Models: OCI distribution-spec (resolving a tag); the texts of containerd's failures
 */
import { sha256Hex } from "../../core/sha256.ts";
import { encodeUtf8 } from "../../core/utf8.ts";
import type { Run } from "../../core/wait.ts";
import type { Program } from "../../os/process.ts";
import type { DirectoryNode } from "../../os/vfs/node.ts";
import type { Parts } from "../parts/parts.ts";
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
  readonly #parts: Parts;
  #listed = 0;
  readonly #programs: Map<string, Program>;
  readonly #epochMs: number;
  #substitute: Image | null = null;
  #isStoodInFor: (image: Image) => boolean = () => false;

  /** `programs`: what machines can run; the programs of images that come late are added to it. */
  constructor(parts: Parts, programs: Map<string, Program>, epochMs: number) {
    this.#parts = parts;
    this.#programs = programs;
    this.#epochMs = epochMs;
    this.#list();
  }

  /** One image stands for those that are not here, and for some that are. */
  standIn(substitute: Image, isStoodInFor: (image: Image) => boolean): void {
    this.#substitute = substitute;
    this.#isStoodInFor = isStoodInFor;
  }

  /** Waits, the clock held, until it is certain whether somebody has the image. */
  *awaitImage({ repository }: ImageReference): Run<void> {
    if (this.#named(repository) === undefined) yield* this.#parts.awaitAll();
  }

  #named(repository: string): Image | undefined {
    this.#list();
    const image = this.#images.get(repository);
    return image === undefined || this.#isStoodInFor(image) ? undefined : image;
  }

  #list(): void {
    const { lists } = this.#parts;
    for (; this.#listed < lists.length; this.#listed++)
      for (const image of lists[this.#listed]?.images ?? []) {
        for (const name of image.names) this.#images.set(name, image);
        for (const [id, program] of Object.entries(image.programs ?? {})) this.#programs.set(id, program);
      }
  }

  /** What a node has that holds this image. Throws our own error for a name that no image has. */
  held(text: string): RunnableImage | null {
    const reference = parseImageReference(text);
    const image = reference === null ? undefined : this.#named(reference.repository);
    if (reference === null) return null;
    if (image?.tags.includes(reference.tag) === true) return this.#run(reference, image);
    return this.#substitute !== null && image === undefined ? this.#run(reference, this.#substitute) : null;
  }

  /** What pulling it gives, in containerd's words when it gives nothing. */
  pull(reference: ImageReference, { substitutes = false }: { readonly substitutes?: boolean } = {}): PullResult {
    const image = this.#named(reference.repository);
    if (substitutes && this.#substitute !== null && image?.tags.includes(reference.tag) !== true)
      return { image: this.#run(reference, this.#substitute) };
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
        isSubstitute: image === this.#substitute,
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
