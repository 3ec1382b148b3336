/**
 * The images that one node holds, and the work of fetching those that it does not.
 *
 * Models: pkg/kubelet/images/image_manager.go EnsureImageExists
 * SIMPLIFIED: images are never garbage-collected; pull secrets and credentials of earlier pulls are not checked.
 */
import type { Clock } from "../../core/clock.ts";
import type { Run } from "../../core/wait.ts";
import type { EventInput } from "../../kube/api/client.ts";
import type { Container } from "../../kube/schema/types.ts";
import type { ImageCatalogue, RunnableImage } from "../images/image-catalogue.ts";
import { type ImageReference, parseImageReference } from "../images/reference.ts";
import { BackOff, formatDuration } from "./back-off.ts";

/** A container cannot be made for want of its image: reason and message of the waiting state. */
export interface ImageProblem {
  readonly reason: "ErrImagePull" | "ImagePullBackOff" | "ErrImageNeverPull" | "InvalidImageName";
  readonly message: string;
  /** When to look again. */
  readonly retryUs: number;
}

export type ImageAnswer = { readonly image: RunnableImage } | { readonly problem: ImageProblem };

export type EventWriter = (event: Pick<EventInput, "type" | "reason" | "message">) => void;

export interface PullOptions {
  readonly tell: EventWriter;
  /** The node has every image, and one that nobody has is stood in for (see rehearsal.ts). */
  readonly substitutes?: boolean;
}

const RESOLVE_US = 800_000;
const BYTES_PER_SECOND = 60_000_000;
const SYNC_US = 10_000_000;

export class ImageStore {
  readonly #clock: Clock;
  readonly #catalogue: ImageCatalogue;
  readonly #held = new Map<string, RunnableImage>();
  readonly #backOffs = new Map<string, { readonly backOff: BackOff; failedUs: number; error: string }>();

  constructor(clock: Clock, catalogue: ImageCatalogue, held: readonly string[]) {
    this.#clock = clock;
    this.#catalogue = catalogue;
    for (const name of held) {
      const image = catalogue.held(name);
      if (image !== null) this.#held.set(image.reference.text, image);
    }
  }

  /** As `crictl images` lists them. */
  get images(): readonly RunnableImage[] {
    return [...this.#held.values()];
  }

  /** What the node has or could get, at once and without a word. */
  find(name: string): RunnableImage | null {
    const reference = parseImageReference(name);
    if (reference === null) return null;
    const held = this.#held.get(reference.text) ?? this.#catalogue.held(name);
    return held ?? null;
  }

  /** `podKey` tells the back-offs of different Pods apart. */
  *ensure(container: Container, podKey: string, { tell, substitutes = false }: PullOptions): Run<ImageAnswer> {
    const name = container.image ?? "";
    const reference = parseImageReference(name);
    if (reference === null) {
      const message = `Failed to apply default image tag "${name}": couldn't parse image name "${name}": invalid reference format`;
      tell({ type: "Warning", reason: "InspectFailed", message });
      tell({ type: "Warning", reason: "Failed", message: "Error: InvalidImageName" });
      return { problem: { reason: "InvalidImageName", message, retryUs: SYNC_US } };
    }
    const held = this.#held.get(reference.text) ?? (substitutes ? yield* this.#pulledBefore(reference) : undefined);
    const policy = container.imagePullPolicy ?? (reference.tag === "latest" ? "Always" : "IfNotPresent");
    if (held !== undefined && (policy !== "Always" || substitutes)) {
      const message = `Container image "${name}" already present on machine and can be accessed by the pod`;
      tell({ type: "Normal", reason: "Pulled", message });
      return { image: held };
    }
    if (policy === "Never") {
      const message = `Container image "${name}" is not present with pull policy of Never`;
      tell({ type: "Warning", reason: "ErrImageNeverPull", message });
      tell({ type: "Warning", reason: "Failed", message: "Error: ErrImageNeverPull" });
      return { problem: { reason: "ErrImageNeverPull", message, retryUs: SYNC_US } };
    }
    return yield* this.#pull(container, `${podKey}/${reference.text}`, { tell, substitutes });
  }

  /** Where a node is to hold every image, as the one of a recording did. */
  *#pulledBefore(reference: ImageReference): Run<RunnableImage | undefined> {
    yield* this.#catalogue.awaitImage(reference);
    const result = this.#catalogue.pull(reference, { substitutes: true });
    return "image" in result ? result.image : undefined;
  }

  *#pull(container: Container, key: string, { tell, substitutes = false }: PullOptions): Run<ImageAnswer> {
    const name = container.image ?? "";
    const failed = this.#backOffs.get(key);
    const remainingUs = failed?.backOff.remainingUs(failed.failedUs, this.#clock.nowUs) ?? 0;
    if (failed !== undefined && remainingUs > 0) {
      const text = `Back-off pulling image "${name}"`;
      tell({ type: "Normal", reason: "BackOff", message: text });
      tell({ type: "Warning", reason: "Failed", message: "Error: ImagePullBackOff" });
      const message = `${text}: ErrImagePull: ${failed.error}`;
      return { problem: { reason: "ImagePullBackOff", message, retryUs: remainingUs } };
    }
    tell({ type: "Normal", reason: "Pulling", message: `Pulling image "${name}"` });
    const startedUs = this.#clock.nowUs;
    const reference = parseImageReference(name);
    yield* this.#catalogue.awaitImage(reference as NonNullable<typeof reference>);
    const result = this.#catalogue.pull(reference as NonNullable<typeof reference>, { substitutes });
    yield { on: [], untilUs: startedUs + RESOLVE_US + this.#transferUs(result), background: false };
    if ("image" in result) {
      this.#backOffs.delete(key);
      const { image } = result;
      this.#held.set(image.reference.text, image);
      const took = formatDuration(this.#clock.nowUs - startedUs);
      const message = `Successfully pulled image "${name}" in ${took} (${took} including waiting). Image size: ${image.sizeBytes} bytes.`;
      tell({ type: "Normal", reason: "Pulled", message });
      return { image };
    }
    const entry = failed ?? { backOff: new BackOff(), failedUs: 0, error: "" };
    entry.backOff.next(this.#clock.nowUs);
    entry.failedUs = this.#clock.nowUs;
    entry.error = result.error;
    this.#backOffs.set(key, entry);
    tell({ type: "Warning", reason: "Failed", message: `Failed to pull image "${name}": ${result.error}` });
    tell({ type: "Warning", reason: "Failed", message: "Error: ErrImagePull" });
    return { problem: { reason: "ErrImagePull", message: result.error, retryUs: 1_000_000 } };
  }

  /** A layer that the node has is not fetched again. */
  #transferUs(result: ReturnType<ImageCatalogue["pull"]>): number {
    if (!("image" in result) || this.#held.has(result.image.reference.text)) return 0;
    return Math.floor((result.image.sizeBytes / BYTES_PER_SECOND) * 1_000_000);
  }
}
