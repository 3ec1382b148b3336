/** A node's port that leads to a Pod, as somebody sees it who has set one. */
import { describe, expect, it } from "vitest";
import { openSession } from "../../session.ts";
import { SOFTWARE } from "../../software.ts";

const pod = (name: string, port: string, rest = ""): string =>
  `kubectl run ${name} --image=nginx --overrides='{"spec":{"containers":[{"name":"${name}","image":"nginx","ports":[{"containerPort":80,${port}}]}]${rest}}}' >/dev/null; kubectl wait --for=condition=ready pod/${name} >/dev/null; sleep 1`;

function said(profile: string, ...lines: readonly string[]): string[] {
  const session = openSession({ profile, seed: 1 }, SOFTWARE);
  return session.typed(lines, { maxUs: 120_000_000 }).map(({ screen }) => screen.replaceAll("\r", ""));
}

const CODE = "curl -s -m 3 -o /dev/null -w '%{http_code}\\n'";
const ON_NODE_1 = ',"nodeName":"node-1"';

describe("hostPort", () => {
  it.each(["kubeadm-flannel", "kubeadm-calico"])(
    "answers on its own node, wherever the client is, on %s",
    (profile) => {
      const [, outside, onNode, fromPod, rules] = said(
        profile,
        pod("web", '"hostPort":8080', ON_NODE_1),
        `for ip in $(kubectl get nodes -o jsonpath='{.items[*].status.addresses[0].address}'); do ${CODE} $ip:8080; done | sort | uniq -c`,
        `ssh node-1 "${CODE} localhost:8080; ${CODE} node-1:8080"`,
        `kubectl exec web -- ${CODE} $(kubectl get node node-1 -o jsonpath='{.status.addresses[0].address}'):8080`,
        "ssh node-1 iptables-save -t nat | grep -e HOSTPORT -e CNI-DN | grep -v ^:",
      );
      expect(outside?.match(/\b200\b/g)).toHaveLength(1);
      expect(outside).toContain("000");
      expect(onNode).toBe("200\n200\n");
      expect(fromPod).toBe("200\n");
      expect(rules).toMatch(/-A CNI-DN-[0-9a-f]{21} -p tcp -m tcp --dport 8080 -j DNAT --to-destination [\d.]+:80\n/);
    },
  );

  it("is gone with its Pod, and back at once for the next one", () => {
    const [, gone, , again] = said(
      "kubeadm-flannel",
      pod("one", '"hostPort":8080', ON_NODE_1),
      `kubectl delete pod one >/dev/null; sleep 1; ssh node-1 "iptables-save -t nat | grep -c CNI-DN; ${CODE} localhost:8080"`,
      pod("two", '"hostPort":8080', ON_NODE_1),
      `ssh node-1 "${CODE} localhost:8080"`,
    );
    expect([gone, again]).toEqual(["0\n000\n", "200\n"]);
  });

  it("can be for one address of the node only", () => {
    const [, codes] = said(
      "kubeadm-flannel",
      pod("web", '"hostPort":8080,"hostIP":"127.0.0.1"', ON_NODE_1),
      `ssh node-1 "${CODE} 127.0.0.1:8080; ${CODE} node-1:8080"`,
    );
    expect(codes).toBe("200\n000\n");
  });

  it("is taken once on a node: the next Pod finds no free port", () => {
    const [, events] = said(
      "docker-desktop",
      `${pod("one", '"hostPort":8080')}; ${pod("two", '"hostPort":8080').replace(/; kubectl wait.*/, "; sleep 2")}`,
      "kubectl describe pod two | tail -1",
    );
    expect(events).toMatch(
      /FailedScheduling .* 0\/1 nodes are available: 1 node\(s\) didn't have free ports for the requested pod ports\./,
    );
  });
});
