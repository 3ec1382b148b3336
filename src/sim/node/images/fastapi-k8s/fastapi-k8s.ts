/**
 * The application that the deep dive deploys: built by the learner on Python's slim image with iproute2, so that
 * `kubectl exec` can ask it on which address it listens. No registry has it.
 */
import { debianFiles } from "../base/debian.ts";
import { tools } from "../base/tools.ts";
import type { Image } from "../image.ts";
import { fastapiApp } from "./app.ts";
import { runUvicorn } from "./uvicorn.ts";

export const fastapiK8s: Image = {
  names: ["docker.io/library/fastapi-k8s"],
  tags: ["latest", "1.0", "2.0"],
  isPublished: false,
  sizeBytes: 61_842_114,
  config: (tag) => ({
    cmd: ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "8000"],
    workingDir: "/app",
    env: {
      PATH: "/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin",
      LANG: "C.UTF-8",
      PYTHON_VERSION: "3.13.5",
      APP_TAG: tag,
    },
  }),
  files: () =>
    debianFiles("bookworm", {
      "/usr/local/bin/uvicorn": { program: "uvicorn-fastapi-k8s" },
      "/usr/local/bin/python3": { program: "python3" },
      "/usr/local/bin/python": { program: "python3" },
      ...tools("/usr/bin", "ip ss"),
      "/app/main.py": "# The application's source is not part of the simulation; its answers are.\n",
    }),
  programs: {
    *"uvicorn-fastapi-k8s"(process) {
      const at = process.argv.indexOf("--port");
      const port = at < 0 ? 8000 : Number(process.argv[at + 1] ?? 8000);
      return yield* runUvicorn(process, { app: fastapiApp(process), port });
    },
  },
};
