/**
 * The microservices of the second track: `users` in front, `auth` and `tasks` behind it, and a `frontend`.
 *
 * Models: the course's own applications; `tasks` keeps what it is given in tasks/tasks.txt, in a folder that is not in
 * its image
 */
import { decodeUtf8, encodeUtf8 } from "../../../core/utf8.ts";
import type { Run } from "../../../core/wait.ts";
import { headerOf } from "../../../net/http/message.ts";
import { OsError } from "../../../os/os-error.ts";
import { alpineFiles } from "../base/alpine.ts";
import type { Image } from "../image.ts";
import { nginx } from "../nginx/nginx.ts";
import { type Answered, type Asked, call, type ExpressApp, type Route, runExpress, Uncaught } from "./express.ts";

const TAGS = ["1.0.0", "latest"];
const TOKEN = "token123";
const TASKS_FILE = "/app/tasks/tasks.txt";

// biome-ignore lint/correctness/useYield: a route may wait; this answer does not.
function* just(status: number, body: unknown): Run<Answered> {
  return { status, body };
}

const healthz: Route = { method: "GET", path: /^\/healthz$/, answer: () => just(200, { status: "ok" }) };

function whoAmI(service: string): Route {
  return {
    method: "GET",
    path: /^\/$/,
    answer: ({ process }) => just(200, { service, pod: process.machine.hostname }),
  };
}

const auth: ExpressApp = {
  name: "auth",
  port: 8080,
  routes: [
    healthz,
    whoAmI("auth"),
    { method: "POST", path: /^\/login$/, answer: logIn },
    { method: "GET", path: /^\/login$/, answer: () => just(200, { token: TOKEN }) },
    {
      method: "GET",
      path: /^\/verify-token\/([^/]+)$/,
      answer: ({ parts }) =>
        parts[0] === TOKEN
          ? just(200, { message: "Valid token.", uid: "u1" })
          : just(401, { message: "Token invalid." }),
    },
  ],
};

function logIn({ json }: Asked): Run<Answered> {
  const { email, password } = json;
  return typeof email === "string" && typeof password === "string" && email !== "" && password !== ""
    ? just(200, { token: TOKEN })
    : just(422, { message: "An email and password needs to be specified!" });
}

const tasks: ExpressApp = {
  name: "tasks",
  port: 8080,
  routes: [
    healthz,
    whoAmI("tasks"),
    { method: "GET", path: /^\/tasks$/, answer: readTasks },
    { method: "POST", path: /^\/tasks$/, answer: storeTask },
  ],
};

function readTasks({ process }: Asked): Run<Answered> {
  try {
    const lines = decodeUtf8(process.machine.fs.readFile(TASKS_FILE)).split("\n");
    return just(200, { tasks: lines.filter((line) => line !== "").map((line) => JSON.parse(line)) });
  } catch (error) {
    if (error instanceof OsError) return just(500, { message: "Loading the tasks failed." });
    throw error;
  }
}

/** Without the folder the first write is the last: nobody catches what it throws. */
function storeTask({ process, json }: Asked): Run<Answered> {
  const { fs } = process.machine;
  const task = { title: json.title ?? json.text ?? "", text: json.text ?? "" };
  try {
    const old = fs.exists(TASKS_FILE) ? fs.readFile(TASKS_FILE) : new Uint8Array(0);
    fs.writeFile(TASKS_FILE, encodeUtf8(`${decodeUtf8(old)}${JSON.stringify(task)}\n`));
  } catch (error) {
    if (error instanceof OsError) throw new Uncaught("ENOENT: no such file or directory, open 'tasks/tasks.txt'");
    throw error;
  }
  return just(201, { message: "Task stored.", createdTask: task });
}

const users: ExpressApp = {
  name: "users",
  port: 3000,
  routes: [
    healthz,
    whoAmI("users"),
    {
      method: "GET",
      path: /^\/users$/,
      answer: () => just(200, { users: [{ uid: "u1", email: "ada@example.com" }] }),
    },
    {
      method: "POST",
      path: /^\/login$/,
      answer: ({ process, json }) => behind(process, "AUTH_URL", { method: "POST", path: "/login", body: json }),
    },
    {
      method: "GET",
      path: /^(\/verify-token\/[^/]+)$/,
      answer: ({ process, parts }) => behind(process, "AUTH_URL", { method: "GET", path: parts[0] as string }),
    },
    { method: "GET", path: /^\/tasks$/, answer: (asked) => forLoggedIn(asked, { method: "GET", path: "/tasks" }) },
    {
      method: "POST",
      path: /^\/tasks$/,
      answer: (asked) => forLoggedIn(asked, { method: "POST", path: "/tasks", body: asked.json }),
    },
  ],
};

interface Behind {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

/** Both are next door, in the same Pod, unless somebody says otherwise. */
function* behind(process: Asked["process"], variable: "AUTH_URL" | "TASKS_URL", asked: Behind): Run<Answered> {
  const base = (process.env.get(variable) ?? "http://localhost:8080").replace(/\/$/, "");
  const answer = yield* call(process, asked.method, `${base}${asked.path}`, asked.body);
  if (typeof answer !== "string") return answer;
  yield* process.printError(`${asked.method} ${base}${asked.path} failed: ${answer}\n`);
  return { status: 502, body: { error: answer, url: `${base}${asked.path}` } };
}

function* forLoggedIn({ process, request }: Asked, asked: Behind): Run<Answered> {
  const token = /^Bearer (\S+)$/.exec(headerOf(request.headers, "authorization") ?? "")?.[1];
  if (token === undefined) return { status: 401, body: { message: "No token provided." } };
  const known = yield* behind(process, "AUTH_URL", { method: "GET", path: `/verify-token/${token}` });
  return known.status === 200 ? yield* behind(process, "TASKS_URL", asked) : known;
}

function nodeImage(app: ExpressApp): Image {
  const program = `your-registry-${app.name}`;
  return {
    names: [`docker.io/your-registry/${app.name}`],
    tags: TAGS,
    isPublished: true,
    sizeBytes: 51_402_880,
    config: () => ({ cmd: ["node", "app.js"], workingDir: "/app", env: { NODE_VERSION: "22.12.0" } }),
    files: () =>
      alpineFiles("3.21.0", {
        "/usr/local/bin/node": { program },
        "/app/app.js": "// The application's source is not part of the simulation; its answers are.\n",
      }),
    programs: { [program]: (process) => runExpress(process, app) },
  };
}

const FRONTEND_CONF = `server {
    listen       80;
    server_name  localhost;

    location / {
        root   /usr/share/nginx/html;
        index  index.html;
    }

    location /api/ {
        proxy_pass http://users;
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-Proto $scheme;
    }
}
`;

const PAGE = `<!doctype html>
<html lang="en">
<head><title>Tasks</title></head>
<body>
<h1>Tasks</h1>
<p>This page asks /api/tasks, which nginx passes on to the Service users.</p>
</body>
</html>
`;

const frontend: Image = {
  names: ["docker.io/your-registry/frontend"],
  tags: TAGS,
  isPublished: true,
  sizeBytes: nginx.sizeBytes,
  config: () => nginx.config("alpine"),
  files: () => ({
    ...nginx.files("alpine"),
    "/etc/nginx/conf.d/default.conf": FRONTEND_CONF,
    "/usr/share/nginx/html/index.html": PAGE,
  }),
};

export const yourRegistry: readonly Image[] = [nodeImage(users), nodeImage(auth), nodeImage(tasks), frontend];
