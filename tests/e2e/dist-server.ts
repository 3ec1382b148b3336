/** Serves the built site like any file server, with files that a test may replace, and an end that a test chooses. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { DIST } from "./built-pages.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".json": "application/json",
};

export class DistServer {
  readonly #server: Server;
  readonly #replaced = new Map<string, string>();
  readonly asked: string[] = [];

  constructor() {
    this.#server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? "/", "http://site");
      this.asked.push(pathname);
      const file = join(DIST, pathname.endsWith("/") ? `${pathname}index.html` : pathname);
      const isThere = existsSync(file) && statSync(file).isFile();
      const shown = isThere ? file : join(DIST, "404.html");
      const type = TYPES[extname(shown)] ?? "application/octet-stream";
      response.writeHead(isThere ? 200 : 404, { "content-type": type, "cache-control": "no-cache" });
      response.end(this.#replaced.get(pathname) ?? readFileSync(shown));
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  replace(path: string, body: string): void {
    this.#replaced.set(path, body);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
