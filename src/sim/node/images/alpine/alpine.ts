/** Alpine Linux: BusyBox, musl and a package manager that has nowhere to go. */
import { alpineFiles } from "../base/alpine.ts";
import type { Image } from "../image.ts";

export const alpine: Image = {
  names: ["docker.io/library/alpine"],
  tags: ["latest", "3", "3.23", "3.22", "3.21", "3.20", "3.19", "3.18", "3.17", "3.16", "3.12", "3.3", "edge"],
  isPublished: true,
  sizeBytes: 3_799_689,
  config: () => ({ cmd: ["/bin/sh"] }),
  files: (tag) => alpineFiles(/^3\.\d+$/.test(tag) ? `${tag}.2` : "3.23.2"),
};
