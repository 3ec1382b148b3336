/** BusyBox: the smallest thing with a shell. */
import { busyboxFiles } from "../base/busybox.ts";
import type { Image } from "../image.ts";

const OLD = new Set(["1.28", "1.28.0", "1.28.1", "1.28.2", "1.28.3", "1.28.4"]);

export const busybox: Image = {
  names: ["docker.io/library/busybox"],
  tags: [
    "latest",
    "1",
    "1.37",
    "1.37.0",
    "1.36",
    "1.36.1",
    "1.35",
    "1.35.0",
    "1.34",
    "stable",
    "glibc",
    "musl",
    "uclibc",
    ...OLD,
  ],
  isPublished: true,
  sizeBytes: 2_224_229,
  config: () => ({ cmd: ["sh"] }),
  files: (tag) =>
    OLD.has(tag)
      ? { ...busyboxFiles(), "/bin/nslookup": { program: ["busybox-1.28-nslookup", "busybox-nslookup"] } }
      : tag === "musl"
        ? { ...busyboxFiles(), "/lib/ld-musl-x86_64.so.1": "musl libc (x86_64)\nVersion 1.2.5\n" }
        : busyboxFiles(),
};
