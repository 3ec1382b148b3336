/** Every link of the built site leads somewhere: pages, anchors in them, files. Links to elsewhere are looked at, not followed. */
import { globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";

const DIST = join(import.meta.dirname, "..", "..", "dist");

/** Where a lesson may send its readers. */
const ELSEWHERE = [
  "https://kubernetes.io/",
  "https://github.com/",
  "https://coredns.io/",
  "https://gateway-api.sigs.k8s.io/",
  "https://docs.cilium.io/",
  "https://docs.tigera.io/",
  "https://metallb.io/",
  "https://www.rfc-editor.org/",
  "https://man7.org/",
  "https://netfilter.org/",
  "https://wiki.nftables.org/",
  "https://www.cni.dev/",
  "https://docs.aws.amazon.com/",
  "https://kind.sigs.k8s.io/",
];

interface Page {
  readonly html: string;
  readonly ids: ReadonlySet<string>;
}

function pagesOf(): Map<string, Page> {
  const files = globSync("**/*.html", { cwd: DIST });
  return new Map(
    files.map((file) => {
      const html = readFileSync(join(DIST, file), "utf8");
      const ids = new Set([...html.matchAll(/\sid="([^"]+)"/g)].map((found) => found[1] as string));
      return [`/${file.replace(/index\.html$/, "")}`, { html, ids }];
    }),
  );
}

test("every link leads somewhere", () => {
  const pages = pagesOf();
  expect(pages.size).toBeGreaterThan(3);
  const broken: string[] = [];
  for (const [path, { html }] of pages)
    for (const [, href = ""] of html.matchAll(/<a\s[^>]*?href="([^"]*)"/g)) {
      if (/^https?:/.test(href)) {
        if (!ELSEWHERE.some((start) => href.startsWith(start))) broken.push(`${path}: ${href} is not a known place`);
        continue;
      }
      const { pathname, hash } = new URL(href, `http://site${path}`);
      const page = pages.get(pathname);
      const isFile = statSync(join(DIST, pathname), { throwIfNoEntry: false })?.isFile() === true;
      if (page === undefined && !isFile) broken.push(`${path}: ${href} leads nowhere`);
      else if (hash !== "" && page !== undefined && !page.ids.has(decodeURIComponent(hash.slice(1))))
        broken.push(`${path}: ${href} has no such place on its page`);
    }
  expect(broken).toEqual([]);
});
