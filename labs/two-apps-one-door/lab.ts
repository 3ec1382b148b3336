import { reaches, servesHost, unchanged } from "../../src/grade/checks/index.ts";
import { defineLab } from "../../src/grade/lab.ts";
import { oneOf } from "../../src/grade/variant/variable.ts";

export const twoAppsOneDoor = defineLab({
  slug: "two-apps-one-door",
  version: 1,
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
    by: oneOf("path", "host"),
    site: oneOf("shop.local", "books.local", "garden.local"),
    second: oneOf("reviews", "stock", "news"),
    port: oneOf("8080", "3000", "9000"),
  },
  start: { files: ["apps.yaml"], apply: ["apps.yaml"], setup: "setup.sh" },
  tasks: ({ by = "", site = "", second = "" }) => {
    const host = by === "path" ? site : `${second}.${site}`;
    const below = by === "path" ? `/${second}` : "";
    return [
      {
        id: "the-site",
        title: `\`${site}\` shows the front, every page of it, and a stranger's host shows nothing`,
        weight: 2,
        checks: [
          servesHost({
            id: "front-greets",
            from: "host",
            at: "http://localhost/",
            host: site,
            expect: { status: 200, body: "Hello from fastapi-k8s!" },
          }),
          servesHost({
            id: "front-keeps-pages",
            from: "host",
            at: "http://localhost/items/5",
            host: site,
            expect: { status: 200, body: '"item_id":5' },
          }),
          servesHost({
            id: "stranger-stays-outside",
            from: "host",
            at: "http://localhost/",
            host: "stranger.example",
            expect: { status: 404 },
            lookAt: "a rule without a host is a rule for every host",
          }),
        ],
      },
      {
        id: "the-second",
        title: `\`http://${host}${below}/\` and what is below it shows \`${second}\``,
        weight: 3,
        checks: [
          servesHost({
            id: "second-answers",
            from: "host",
            at: `http://localhost${below || "/"}`,
            host,
            expect: { status: 200, body: `${second} is open` },
          }),
          servesHost({
            id: "second-below",
            from: "host",
            at: `http://localhost${below}/today/all`,
            host,
            expect: { status: 200, body: `${second} is open` },
          }),
          ...(by === "path"
            ? [
                servesHost({
                  id: "no-further",
                  from: "host",
                  at: `http://localhost${below}-of-others`,
                  host,
                  expect: { status: 404, body: "Not Found" },
                  lookAt: `the front answers for ${below}-of-others: a prefix ends where a part of the path ends`,
                }),
              ]
            : []),
        ],
      },
      {
        id: "by-its-name",
        title: `On your own machine \`curl http://${host}${below}/\` is enough`,
        weight: 1,
        checks: [
          reaches({
            id: "name-leads-there",
            from: "host",
            to: `http://${host}${below}/`,
            expect: { status: 200, body: `${second} is open` },
            lookAt: "/etc/hosts",
          }),
          unchanged({ id: "services-stay", resource: "services", name: second }),
        ],
      },
    ];
  },
});
