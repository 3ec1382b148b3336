/** The images that MetalLB's manifest names. */
import { alpineFiles } from "../../images/base/alpine.ts";
import type { Image } from "../../images/image.ts";
import { controller } from "./controller.ts";
import { speaker } from "./speaker.ts";

const TAGS = ["v0.15.3", "v0.15.2", "v0.14.9", "v0.14.8", "v0.14.5", "v0.13.12", "main"];

function image(name: string, program: Image["programs"], sizeBytes: number): Image {
  return {
    names: [`quay.io/metallb/${name}`],
    tags: TAGS,
    isPublished: true,
    sizeBytes,
    config: () => ({ entrypoint: [`/${name}`] }),
    files: () => alpineFiles("3.22.2", { [`/${name}`]: { program: `metallb-${name}` } }),
    ...(program === undefined ? {} : { programs: program }),
  };
}

export const metallbImages: readonly Image[] = [
  image("controller", { "metallb-controller": controller }, 29_360_128),
  image("speaker", { "metallb-speaker": speaker }, 54_525_952),
];
