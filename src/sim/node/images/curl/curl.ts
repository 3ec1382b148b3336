/** curl and hardly more than a shell around it. */
import { alpineFiles } from "../base/alpine.ts";
import type { Image } from "../image.ts";

export const curl: Image = {
  names: ["docker.io/curlimages/curl", "quay.io/curl/curl"],
  tags: [
    "latest",
    "8.17.0",
    "8.16.0",
    "8.15.0",
    "8.14.1",
    "8.12.1",
    "8.11.1",
    "8.10.1",
    "8.5.0",
    "8.4.0",
    "7.88.1",
    "7.85.0",
  ],
  isPublished: true,
  sizeBytes: 9_712_331,
  config: () => ({
    entrypoint: ["/entrypoint.sh"],
    cmd: ["curl"],
    user: "curl_user",
    env: { CURL_CA_BUNDLE: "/cacert.pem" },
    workingDir: "/home/curl_user",
  }),
  files: () =>
    alpineFiles("3.22.2", {
      "/usr/bin/curl": { program: "curl" },
      "/entrypoint.sh": { program: "curl-entrypoint" },
      "/home/curl_user/": "",
      "/etc/passwd": "root:x:0:0:root:/root:/bin/sh\ncurl_user:x:100:101:Linux User,,,:/home/curl_user:/sbin/nologin\n",
    }),
  programs: {
    /** A first argument that is an option means curl; anything else is a command. */
    *"curl-entrypoint"(process) {
      const [, first = "curl", ...rest] = process.argv;
      const argv = first.startsWith("-") ? ["curl", first, ...rest] : [first, ...rest];
      const path = process.env.get("PATH");
      const { program } = process.machine.executable(argv[0] as string, { cwd: process.cwd, path });
      process.argv = argv;
      return yield* program(process);
    },
  },
};
