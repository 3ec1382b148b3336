import type { Check } from "../../src/grade/check.ts";
import { reaches, servesHost, unchanged } from "../../src/grade/checks/index.ts";
import { defineLab } from "../../src/grade/lab.ts";
import { oneOf } from "../../src/grade/variant/variable.ts";

interface Answer {
  readonly status: number;
  readonly body?: string;
}

/** What the door on the learner's machine answers for a host. */
function door(id: string, [host, path]: readonly [string, string], expect: Answer, lookAt?: string): Check {
  const at = `http://localhost${path}`;
  return servesHost({ id, from: "host", at, host, expect, ...(lookAt === undefined ? {} : { lookAt }) });
}

export const twoAppsOneDoor = defineLab({
  slug: "two-apps-one-door",
  version: 2,
  title: "Two apps, one door",
  summary:
    "A site and a second app are to be reached at one address. Route the requests, and only those that are meant.",
  objectives: [
    "Route requests to two Services by host or by path.",
    "Tell which of two paths takes a request.",
    "Point a backend at a Service's port, and leave strangers outside.",
  ],
  cluster: "docker-desktop",
  seed: 61,
  minutes: 15,
  variables: {
    site: oneOf("shop.local", "books.local", "garden.local", "bakery.local", "museum.local", "harbour.local"),
    second: oneOf("reviews", "stock", "news", "events", "careers", "press", "gallery"),
    port: oneOf("8080", "3000", "9000"),
  },
  start: { files: ["apps.yaml"], apply: ["apps.yaml"], setup: "setup.sh" },
  tasks: ({ site = "", second = "" }) => {
    const open = { status: 200, body: `${second} is open` };
    return [
      {
        id: "the-site",
        title: `\`${site}\` shows the front, every page of it, and a stranger's host shows nothing`,
        weight: 2,
        checks: [
          door("front-greets", [site, "/"], { status: 200, body: "Hello from fastapi-k8s!" }),
          door("front-keeps-pages", [site, "/items/5"], { status: 200, body: '"item_id":5' }),
          door(
            "stranger-stays-outside",
            ["stranger.example", "/"],
            { status: 404 },
            "a rule without a host is a rule for every host",
          ),
        ],
      },
      {
        id: "by-path",
        title: `\`http://${site}/${second}\` and what is below it shows \`${second}\`, and nothing else does`,
        weight: 2,
        checks: [
          door("path-answers", [site, `/${second}`], open),
          door("path-below", [site, `/${second}/today/all`], open),
          door(
            "no-further",
            [site, `/${second}-of-others`],
            { status: 404, body: "Not Found" },
            `the front answers for /${second}-of-others: a prefix ends where a part of the path ends`,
          ),
        ],
      },
      {
        id: "by-host",
        title: `\`curl http://${second}.${site}/\` on your own machine shows it too`,
        weight: 2,
        checks: [
          door("host-answers", [`${second}.${site}`, "/today"], open),
          reaches({
            id: "name-leads-there",
            from: "host",
            to: `http://${second}.${site}/`,
            expect: open,
            lookAt: "/etc/hosts",
          }),
          unchanged({ id: "services-stay", resource: "services", name: second }),
        ],
      },
    ];
  },
});
