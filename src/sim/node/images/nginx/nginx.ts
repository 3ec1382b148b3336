/** nginx: its image with the configuration that the package brings, and the program that reads it. */
import { type Ip, parseIp } from "../../../core/ip.ts";
import type { Run } from "../../../core/wait.ts";
import { NetError } from "../../../net/net-error.ts";
import { OsError } from "../../../os/os-error.ts";
import type { Process } from "../../../os/process.ts";
import { ResolveError, resolve } from "../../../os/resolver/resolve.ts";
import { alpineFiles } from "../base/alpine.ts";
import { debianFiles } from "../base/debian.ts";
import { tools } from "../base/tools.ts";
import { slashDate } from "../http-date.ts";
import type { Image } from "../image.ts";
import { serveHttp, serveTcp, startUp } from "../server.ts";
import { NginxConfError, type NginxDirective, parseNginxConf } from "./nginx-conf.ts";
import { FIFTY_X, WELCOME } from "./nginx-pages.ts";
import { parseProxyPass, upstreamKey } from "./nginx-proxy.ts";
import { answerRequest, type NginxRuntime } from "./nginx-server.ts";
import { type NginxSite, siteOf } from "./nginx-site.ts";

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
  if (argv[0] === "nginx") {
    yield* process.print(
      "/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty, will attempt to perform configuration\n",
    );
    yield* process.print("/docker-entrypoint.sh: Configuration complete; ready for start up\n");
  }
  const { program } = process.machine.executable(argv[0] ?? "", { cwd: process.cwd, path });
  process.argv = argv;
  return yield* program(process);
}

function* runNginx(process: Process): Run<number> {
  const { argv } = process;
  const software = `nginx/${process.env.get("NGINX_VERSION") ?? "1.29.4"}`;
  if (argv.includes("-v")) {
    yield* process.printError(`nginx version: ${software}\n`);
    return 0;
  }
  const given = argv.indexOf("-c");
  const file = given < 0 ? "/etc/nginx/nginx.conf" : (argv[given + 1] ?? "");
  const isTest = argv.includes("-t");
  const emerg = function* (message: string): Run<number> {
    const stamp = isTest ? "nginx: " : `${slashDate(process.machine.clock.nowMs)} `;
    yield* process.printError(`${stamp}[emerg] ${isTest ? "" : "1#1: "}${message}\n`);
    if (isTest) yield* process.printError(`nginx: configuration file ${file} test failed\n`);
    else yield* process.printError(`nginx: [emerg] ${message}\n`);
    return 1;
  };
  try {
    const site = siteOf(
      parseNginxConf(file, process.machine.fs.readText(file), (pattern) => included(process, pattern)),
    );
    const upstreams = yield* resolveUpstreams(process, site);
    if (!isTest) return yield* serve({ process, site, software, upstreams, turns: new Map() });
    yield* process.printError(
      `nginx: the configuration file ${file} syntax is ok\nnginx: configuration file ${file} test is successful\n`,
    );
    return 0;
  } catch (error) {
    if (error instanceof NginxConfError) return yield* emerg(error.message);
    if (error instanceof OsError) return yield* emerg(`open() "${error.path || file}" failed (2: ${error.message})`);
    throw error;
  }
}

function* serve(runtime: NginxRuntime): Run<number> {
  const { process, site } = runtime;
  const ports = [...new Set(site.servers.flatMap((server) => server.ports.map(({ port }) => port)))];
  yield* startUp(process, 50_000);
  const now = slashDate(process.machine.clock.nowMs);
  yield* process.printError(
    `${now} [notice] 1#1: using the "epoll" event method\n${now} [notice] 1#1: ${runtime.software}\n`,
  );
  yield* process.printError(
    `${now} [notice] 1#1: start worker processes\n${now} [notice] 1#1: start worker process 29\n`,
  );
  try {
    yield* serveTcp(
      process,
      ports.map((port) => ({
        port,
        serve: (socket) => serveHttp(socket, { answer: (exchange) => answerRequest(runtime, exchange, port) }),
      })),
    );
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    yield* process.printError(`nginx: [emerg] bind() to 0.0.0.0:${ports[0]} failed (98: Address already in use)\n`);
    return 1;
  }
  return 0;
}

function included(process: Process, pattern: string): (readonly [string, string])[] {
  const { fs } = process.machine;
  const path = pattern.startsWith("/") ? pattern : `/etc/nginx/${pattern}`;
  if (!path.includes("*")) return [[path, fs.readText(path)]];
  const folder = path.slice(0, path.lastIndexOf("/"));
  const shape = new RegExp(
    `^${path
      .slice(folder.length + 1)
      .replaceAll(".", "\\.")
      .replaceAll("*", ".*")}$`,
  );
  if (!fs.exists(folder)) return [];
  return fs
    .list(folder)
    .filter((name) => shape.test(name) && fs.tryNode(`${folder}/${name}`)?.kind === "file")
    .map((name) => [`${folder}/${name}`, fs.readText(`${folder}/${name}`)]);
}

type Peers = readonly { readonly ip: Ip; readonly port: number }[];

/** nginx asks for every name once, when it reads its configuration, and does not start without an answer. */
function* resolveUpstreams(process: Process, site: NginxSite): Run<ReadonlyMap<string, Peers>> {
  const found = new Map<string, Peers>();
  for (const server of site.servers)
    for (const location of server.locations) {
      const pass = location.directives.get("proxy_pass")?.[0];
      if (pass === undefined) continue;
      const target = parseProxyPass(pass.args[0] ?? "");
      if (target === null) throw new NginxConfError(`invalid URL prefix in ${pass.file}:${pass.line}`);
      const members = site.upstreams.get(target.host);
      const peers: { ip: Ip; port: number }[] = [];
      for (const member of members ?? [`${target.host}:${target.port}`])
        peers.push(...(yield* peersOf(process, member, pass)));
      found.set(upstreamKey(target), peers);
    }
  return found;
}

function* peersOf(process: Process, member: string, from: NginxDirective): Run<{ ip: Ip; port: number }[]> {
  const [host = "", port = "80"] = member.split(":");
  const address = parseIp(host);
  if (address !== null) return [{ ip: address, port: Number(port) }];
  try {
    const { addresses } = yield* resolve(process.machine, host);
    return addresses.map((ip) => ({ ip, port: Number(port) }));
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error;
    throw new NginxConfError(`host not found in upstream "${host}" in ${from.file}:${from.line}`);
  }
}
