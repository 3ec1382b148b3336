/** Python's own image: an interpreter on Debian or Alpine, of which `-m json.tool` and `-m http.server` are simulated. */
import { alpineFiles } from "../base/alpine.ts";
import { debianFiles } from "../base/debian.ts";
import type { Image } from "../image.ts";

const VERSIONS = ["3", "3.14", "3.13", "3.12", "3.11", "3.10", "3.9"];
const PYTHON = {
  "/usr/local/bin/python3": { program: "python3" },
  "/usr/local/bin/python": { program: "python3" },
} as const;

export const python: Image = {
  names: ["docker.io/library/python"],
  tags: [
    "latest",
    "slim",
    "alpine",
    ...VERSIONS.flatMap((version) => [version, `${version}-slim`, `${version}-alpine`]),
  ],
  isPublished: true,
  sizeBytes: 45_377_191,
  config: () => ({
    cmd: ["python3"],
    env: { PATH: "/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin", LANG: "C.UTF-8" },
  }),
  files: (tag) => (tag.includes("alpine") ? alpineFiles("3.22.2", PYTHON) : debianFiles("trixie", PYTHON)),
};
