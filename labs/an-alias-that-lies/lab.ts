import { field, talksTo, unchanged } from "../../src/grade/checks/index.ts";
import { defineLab } from "../../src/grade/lab.ts";
import { oneOf, wholeNumber } from "../../src/grade/variant/variable.ts";

export const anAliasThatLies = defineLab({
  slug: "an-alias-that-lies",
  version: 2,
  title: "An alias that lies",
  summary:
    "The name resolves, the program behind it is well, and the caller gets nowhere. An alias promises more than it does.",
  objectives: [
    "Say what an ExternalName Service changes about a request, and what it leaves alone.",
    "Find out from the caller's side whether it is the port or the Host header that does not fit.",
  ],
  cluster: "docker-desktop",
  seed: 64,
  minutes: 15,
  variables: {
    alias: oneOf("payments", "billing", "invoices", "refunds", "fees"),
    provider: oneOf("gateway", "acquirer", "cashdesk"),
    home: oneOf("finance", "money", "treasury", "ledgers", "bank"),
    fault: oneOf("port", "host"),
    port: wholeNumber(8081, 8099),
  },
  start: {
    files: ["caller.yaml", "alias.yaml"],
    apply: ["provider.yaml", "alias.yaml", "caller.yaml"],
    setup: "setup.sh",
  },
  tasks: ({ provider = "", home = "" }) => [
    {
      id: "gets-through",
      title: "The shop's requests reach the provider, and are accepted",
      weight: 4,
      checks: [
        talksTo({
          id: "shop-talks",
          from: "app=shop",
          to: `app=${provider}`,
          toNamespace: home,
          withinSec: 12,
          lookAt: "the port that the shop calls, and the port at which the provider's Service is",
        }),
        field({
          id: "shop-is-ready",
          resource: "deployments",
          name: "shop",
          path: ["status", "readyReplicas"],
          is: 1,
          lookAt: "what the shop says: kubectl logs deployment/shop",
        }),
        unchanged({
          id: "probe-stays",
          resource: "deployments",
          name: "shop",
          path: ["spec", "template", "spec", "containers", 0, "readinessProbe"],
        }),
        unchanged({ id: "provider-service-stays", resource: "services", namespace: home, name: provider }),
        unchanged({ id: "provider-stays", resource: "deployments", namespace: home, name: provider }),
        unchanged({ id: "provider-sites-stay", resource: "configmaps", namespace: home, name: "sites" }),
      ],
    },
  ],
});
