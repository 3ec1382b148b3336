import { servesHost, unchanged } from "../../src/grade/checks/index.ts";
import { defineLab } from "../../src/grade/lab.ts";
import { oneOf } from "../../src/grade/variant/variable.ts";

export const rewrittenAway = defineLab({
  slug: "rewritten-away",
  version: 1,
  title: "Every page is the front page",
  summary:
    "Behind the door each page of the app has become the same one. What the app is asked for is not what was asked.",
  objectives: [
    "Say what an app receives when an Ingress rewrites, and prove it from the app's log.",
    "Strip a prefix without losing the rest of the path, and leave other apps' paths alone.",
  ],
  cluster: "docker-desktop",
  seed: 63,
  minutes: 15,
  variables: {
    site: oneOf("shop.local", "books.local", "garden.local"),
    prefix: oneOf("api", "app", "service"),
    mirror: oneOf("mirror", "echo", "headers"),
    item: oneOf("4", "17", "23", "58"),
  },
  start: { files: ["ingress.yaml"], apply: ["apps.yaml"], setup: "setup.sh" },
  tasks: ({ site = "", prefix = "", mirror = "", item = "" }) => {
    const asked = (id: string, path: string, body: string, lookAt: string) =>
      servesHost({
        id,
        from: "host",
        at: `http://localhost${path}`,
        host: site,
        expect: { status: 200, body },
        lookAt,
      });
    const logOf = (app: string): string => `what ${app} was asked for: kubectl logs deployment/${app}`;
    return [
      {
        id: "own-pages",
        title: `Below \`/${prefix}\` the app shows the page that was asked for`,
        weight: 3,
        checks: [
          asked("item", `/${prefix}/items/${item}`, `"item_id":${item}`, logOf("backend")),
          asked("item-with-query", `/${prefix}/items/${item}?q=red`, '"q":"red"', logOf("backend")),
          asked("info", `/${prefix}/info`, '"pod_name":', logOf("backend")),
          asked("front-page", `/${prefix}`, "Hello from fastapi-k8s!", logOf("backend")),
        ],
      },
      {
        id: "untouched-paths",
        title: `\`${mirror}\` hears the path as it was asked for, and the apps are what they were`,
        weight: 2,
        checks: [
          asked(
            "mirror-whole-path",
            `/${mirror}/a/b`,
            `GET /${mirror}/a/b HTTP`,
            "the first line of what it answers; an annotation is for every path of its Ingress",
          ),
          asked("mirror-root", `/${mirror}`, `GET /${mirror} HTTP`, "the first line of what it answers"),
          unchanged({ id: "apps-untouched", resource: "deployments", path: ["spec", "template", "spec"] }),
          unchanged({ id: "services-untouched", resource: "services" }),
        ],
      },
    ];
  },
});
