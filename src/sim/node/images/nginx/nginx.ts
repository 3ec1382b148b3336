/** nginx: its image with the configuration that the package brings, and the program that reads it. */
import type { Run } from "../../../core/wait.ts";
import type { Process } from "../../../os/process.ts";
import { alpineFiles } from "../base/alpine.ts";
import { debianFiles } from "../base/debian.ts";
import { tools } from "../base/tools.ts";
import type { Image } from "../image.ts";
import { FIFTY_X, WELCOME } from "./nginx-pages.ts";
import { runNginx } from "./nginx-program.ts";

const NGINX_CONF = `user  nginx;
worker_processes  auto;

error_log  /var/log/nginx/error.log notice;
pid        /run/nginx.pid;


events {
    worker_connections  1024;
}


http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;

    log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '
                      '$status $body_bytes_sent "$http_referer" '
                      '"$http_user_agent" "$http_x_forwarded_for"';

    access_log  /var/log/nginx/access.log  main;

    sendfile        on;
    #tcp_nopush     on;

    keepalive_timeout  65;

    #gzip  on;

    include /etc/nginx/conf.d/*.conf;
}
`;

const DEFAULT_CONF = `server {
    listen       80;
    listen  [::]:80;
    server_name  localhost;

    #access_log  /var/log/nginx/host.access.log  main;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    #error_page  404              /404.html;

    # redirect server error pages to the static page /50x.html
    #
    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
`;

const VERSIONS: Readonly<Record<string, string>> = {
  latest: "1.29.4",
  stable: "1.28.1",
  "1.14": "1.14.2",
  "1.14.2": "1.14.2",
  "1.16.1": "1.16.1",
  "1.19": "1.19.10",
  "1.20": "1.20.2",
  "1.21": "1.21.6",
  "1.22": "1.22.1",
  "1.23": "1.23.4",
  "1.24": "1.24.0",
  "1.25": "1.25.5",
  "1.26": "1.26.3",
  "1.27": "1.27.5",
  "1.28": "1.28.1",
  "1.29": "1.29.4",
};

function versionOf(tag: string): string {
  return VERSIONS[tag.replace(/-?(alpine|perl|bookworm|slim).*$/, "") || "latest"] ?? tag.replace(/-.*$/, "");
}

const TAGS = Object.keys(VERSIONS).flatMap((tag) => (tag === "latest" ? ["latest", "alpine"] : [tag, `${tag}-alpine`]));

export const nginx: Image = {
  names: ["docker.io/library/nginx", "docker.io/nginxinc/nginx-unprivileged", "public.ecr.aws/nginx/nginx"],
  tags: [...new Set([...TAGS, ...Object.values(VERSIONS), "mainline", "stable-alpine"])],
  isPublished: true,
  sizeBytes: 62_870_438,
  config: (tag) => ({
    entrypoint: ["/docker-entrypoint.sh"],
    cmd: ["nginx", "-g", "daemon off;"],
    env: { NGINX_VERSION: versionOf(tag) },
    stopSignal: "QUIT",
  }),
  files: (tag) => {
    const own = {
      "/usr/sbin/nginx": { program: "nginx" },
      "/docker-entrypoint.sh": { program: "nginx-entrypoint" },
      "/etc/nginx/nginx.conf": NGINX_CONF,
      "/etc/nginx/mime.types": "types {\n    text/html                             html htm shtml;\n}\n",
      "/etc/nginx/conf.d/default.conf": DEFAULT_CONF,
      "/usr/share/nginx/html/index.html": WELCOME,
      "/usr/share/nginx/html/50x.html": FIFTY_X,
      "/var/log/nginx/": "",
      "/var/cache/nginx/": "",
    };
    return tag.includes("alpine")
      ? alpineFiles("3.22.2", { ...own, "/usr/bin/curl": { program: "curl" } })
      : debianFiles("bookworm", { ...own, ...tools("/usr/bin", "curl openssl") });
  },
  programs: { nginx: runNginx, "nginx-entrypoint": entrypoint },
};

function* entrypoint(process: Process): Run<number> {
  const argv = process.argv.slice(1);
  const path = process.env.get("PATH");
  if (argv[0]?.startsWith("nginx") === true) yield* process.print(preparations(process));
  const { program } = process.machine.executable(argv[0] ?? "", { cwd: process.cwd, path });
  process.argv = argv;
  return yield* program(process);
}

/** What the scripts of docker-entrypoint.d say. Models: nginx/docker-nginx entrypoint/ */
function preparations(process: Process): string {
  const { fs } = process.machine;
  const file = "/etc/nginx/conf.d/default.conf";
  const text = fs.exists(file) ? fs.readText(file) : null;
  const ipv6 =
    text === null
      ? [`info: ${file.slice(1)} is not a file or does not exist`]
      : text === DEFAULT_CONF
        ? [`info: Getting the checksum of ${file}`, `info: Enabled listen on IPv6 in ${file}`]
        : [`info: can not modify ${file} (read-only file system?)`];
  const entrypoint = (words: string): string => `/docker-entrypoint.sh: ${words}`;
  const launching = (name: string): string => entrypoint(`Launching /docker-entrypoint.d/${name}`);
  const lines = [
    entrypoint("/docker-entrypoint.d/ is not empty, will attempt to perform configuration"),
    entrypoint("Looking for shell scripts in /docker-entrypoint.d/"),
    launching("10-listen-on-ipv6-by-default.sh"),
    ...ipv6.map((words) => `10-listen-on-ipv6-by-default.sh: ${words}`),
    entrypoint("Sourcing /docker-entrypoint.d/15-local-resolvers.envsh"),
    launching("20-envsubst-on-templates.sh"),
    ...fillTemplates(process).map((words) => `20-envsubst-on-templates.sh: ${words}`),
    launching("30-tune-worker-processes.sh"),
    entrypoint("Configuration complete; ready for start up"),
  ];
  return `${lines.join("\n")}\n`;
}

/** Templates become configuration; only variables of the environment are filled in. */
function fillTemplates({ machine: { fs }, env }: Process): string[] {
  const folder = "/etc/nginx/templates";
  if (!fs.exists(folder)) return [];
  return fs
    .list(folder)
    .filter((name) => name.endsWith(".template"))
    .map((name) => {
      const to = `/etc/nginx/conf.d/${name.slice(0, -".template".length)}`;
      const text = fs.readText(`${folder}/${name}`);
      const filled = text.replace(
        /\$\{(\w+)\}|\$(\w+)/g,
        (all, braced?: string, bare?: string) => env.get(braced ?? bare ?? "") ?? all,
      );
      fs.writeFile(to, filled);
      return `Running envsubst on ${folder}/${name} to ${to}`;
    });
}
