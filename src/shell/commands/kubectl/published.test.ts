/** What projects publish is installed from where they publish it, and does there what it does on a real cluster. */
import { describe, expect, it } from "vitest";
import { openSession } from "../../session.ts";
import { SOFTWARE } from "../../software.ts";

function said(profile: string, ...lines: readonly string[]): string[] {
  const session = openSession({ profile, seed: 1 }, SOFTWARE);
  return session.typed(lines, { maxUs: 300_000_000 }).map(({ screen }) => screen.replaceAll("\r", ""));
}

const GITHUB = "https://raw.githubusercontent.com/kubernetes/ingress-nginx";
const READY =
  "kubectl wait -n ingress-nginx --for=condition=ready pod -l app.kubernetes.io/component=controller --timeout=90s >/dev/null";
const WEB =
  "kubectl create deployment web --image=nginx >/dev/null; kubectl expose deployment web --port=80 >/dev/null";
const address = "kubectl get ingress web -o jsonpath='{.status.loadBalancer.ingress}{\"\\n\"}'";
const asked = (where: string): string =>
  `curl -s -o /dev/null -w '%{http_code}\\n' $(kubectl get pod -n ingress-nginx -l app.kubernetes.io/component=controller -o jsonpath='{.items[0].status.hostIP}')${where}`;

describe("ingress-nginx", () => {
  it("for kind takes the ports of its node, and Ingresses that name no class", () => {
    const screens = said(
      "kind",
      WEB,
      `kubectl apply -f https://kind.sigs.k8s.io/examples/ingress/deploy-ingress-nginx.yaml >/dev/null; ${READY}`,
      "kubectl create ingress web --rule='/*=web:80' >/dev/null; sleep 2",
      asked(""),
      `sleep 70; ${address}`,
    );
    expect(screens.slice(3)).toEqual(["200\n", '[{"hostname":"localhost"}]\n']);
  });

  it("on bare metal is reached by a node port, and says the address of its node", () => {
    const screens = said(
      "kind",
      WEB,
      `kubectl apply -f ${GITHUB}/controller-v1.12.1/deploy/static/provider/baremetal/deploy.yaml >/dev/null; ${READY}`,
      "kubectl create ingress web --class=nginx --rule='/*=web:80' >/dev/null; sleep 70",
      asked(":$(kubectl get svc -n ingress-nginx ingress-nginx-controller -o jsonpath='{.spec.ports[0].nodePort}')"),
      address,
      "kubectl get pod -n ingress-nginx -l app.kubernetes.io/component=controller -o jsonpath='{.items[0].status.hostIP}'",
    );
    expect(screens.slice(3)).toEqual(["200\n", `[{"ip":"${screens[5]}"}]\n`, expect.stringMatching(/^172\.18\./)]);
  });

  it("before 1.13 waits on kind for a node that is labelled for it", () => {
    const screens = said(
      "kind",
      `kubectl apply -f ${GITHUB}/controller-v1.9.6/deploy/static/provider/kind/deploy.yaml >/dev/null; sleep 5`,
      "kubectl get pod -n ingress-nginx -l app.kubernetes.io/component=controller -o jsonpath='{.items[0].status.phase}'",
      `kubectl label node kind-worker ingress-ready=true >/dev/null; ${READY}; echo $?`,
    );
    expect(screens.slice(1)).toEqual(["Pending", "0\n"]);
  });

  it("is not found where nothing was published", () => {
    const [screen] = said(
      "kind",
      `kubectl apply -f ${GITHUB}/controller-v9.9.9/deploy/static/provider/cloud/deploy.yaml`,
    );
    expect(screen).toBe(
      `error: unable to read URL "${GITHUB}/controller-v9.9.9/deploy/static/provider/cloud/deploy.yaml", server reported 404 Not Found, status code=404\n`,
    );
  });
});
