/**
 * A container image: what it is called, what is in it, and what runs when nothing else is said. Servers that only
 * this image has are its `programs`; tools are files that name a program of the cluster's table.
 *
 * Models: OCI image-spec config.md
 * SIMPLIFIED: one file tree for an image, not layers; every node has the same architecture.
 */
import type { Program } from "../../os/process.ts";
import type { ImageFiles } from "./file-tree.ts";

export interface ImageConfig {
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly workingDir?: string;
  /** Name or number, as USER says it. */
  readonly user?: string;
  readonly stopSignal?: string;
}

export interface Image {
  /** Repositories in full: `docker.io/library/nginx`. Several when the same thing is published in several places. */
  readonly names: readonly string[];
  /** The tags that a registry has; `latest` for what names none. */
  readonly tags: readonly string[];
  /** False for an image that only `docker build` made: it is on some nodes, and nowhere to be pulled from. */
  readonly isPublished: boolean;
  readonly sizeBytes: number;
  config(tag: string): ImageConfig;
  files(tag: string): ImageFiles;
  /** By program id. */
  readonly programs?: Readonly<Record<string, Program>>;
}
