import { expect, test } from "vitest";
import { exchangesOf } from "../src/grade/explain/exchange.ts";
import { given, run } from "../src/shell/testing/given.ts";
import { CNI_AGENT } from "../src/sim/node/cni/cni-plugin.ts";
import { ciliumImages } from "../src/sim/node/images/cilium/cilium.ts";
import { FlowWorld } from "../src/sim/node/testing/flow-world.ts";
import type { Machine } from "../src/sim/os/machine.ts";

function container(): Machine {
  const programs = ciliumImages.flatMap((image) => Object.entries(image.programs ?? {}));
  return given.machine({ programs: new Map(programs) });
}

/** The container of node-1's agent, after `a` has asked `b`, and `c` has asked in vain. */
function agent(): Machine {
  const flows = new FlowWorld("kubeadm-cilium", [
    "default/a@node-1=10.0.1.10 app=a",
    "default/b@node-1=10.0.1.11 app=b",
    "default/c@node-2=10.0.2.10 app=c",
  ]);
  flows.service(
    "web",
    {
      type: "NodePort",
      clusterIP: "10.96.1.1",
      ports: [{ port: 80, targetPort: 80, nodePort: 30_001, protocol: "TCP" }],
    } as never,
    ["default/b"],
  );
  flows.policy("b", {
    podSelector: { matchLabels: { app: "b" } },
    ingress: [{ from: [{ podSelector: { matchLabels: { app: "a" } } }] }],
  });
  flows.ask("default/a", "10.96.1.1");
  flows.ask("default/c", "10.96.1.1");
  const machine = container();
  const found = flows.world.nodes.get("node-1")?.cni.agent;
  if (found !== undefined) machine.plugIn(CNI_AGENT, found);
  return machine;
}

const lines = (machine: Machine, script: string): string[] => run(machine, script).stdout.trimEnd().split("\n");

test("endpoints with their identities, and which directions are enforced", () => {
  const found = lines(agent(), "cilium-dbg endpoint list").filter((line) => /^\d/.test(line));
  const cells = found.map((line) => {
    const words = line.trimEnd().split(/\s+/);
    return [...words.slice(1, 3), ...words.slice(-2)].join(" ");
  });
  expect(cells.sort()).toEqual(["Disabled Disabled 10.0.1.10 ready", "Enabled Disabled 10.0.1.11 ready"]);
});

test("Services and the map that the programs read", () => {
  const machine = agent();
  expect(lines(machine, "cilium-dbg service list").map((line) => line.trimEnd())).toEqual([
    "ID   Frontend               Service Type   Backend",
    "1    10.96.1.1:80/TCP       ClusterIP      1 => 10.0.1.11:80/TCP (active)",
    "2    172.18.0.3:30001/TCP   NodePort       1 => 10.0.1.11:80/TCP (active)",
    "3    0.0.0.0:30001/TCP      NodePort       1 => 10.0.1.11:80/TCP (active)",
  ]);
  expect(
    lines(machine, "cilium-dbg bpf lb list")
      .map((line) => line.trimEnd())
      .slice(0, 3),
  ).toEqual([
    "SERVICE ADDRESS            BACKEND ADDRESS (REVNAT_ID) (SLOT)",
    "10.96.1.1:80/TCP (0)       0.0.0.0:0 (1) (0) [ClusterIP, non-routable]",
    "10.96.1.1:80/TCP (1)       10.0.1.11:80/TCP (1) (1)",
  ]);
});

test("a NetworkPolicy is shown as the rule that the agent makes of it", () => {
  const [found] = JSON.parse(run(agent(), "cilium-dbg policy get").stdout.replace(/Revision: \d+\n$/, "")) as Record<
    string,
    unknown
  >[];
  expect({ ...found, labels: undefined }).toEqual({
    endpointSelector: { matchLabels: { "k8s:app": "b", "k8s:io.kubernetes.pod.namespace": "default" } },
    ingress: [{ fromEndpoints: [{ matchLabels: { "k8s:app": "a", "k8s:io.kubernetes.pod.namespace": "default" } }] }],
    labels: undefined,
    enableDefaultDeny: { ingress: true, egress: false },
  });
});

test("reserved identities come first, then one for each set of labels", () => {
  const found = lines(agent(), "cilium-dbg identity list").filter((line) => /^\d/.test(line));
  expect(found[0]?.trimEnd()).toMatch(/^1 {7}reserved:host$/);
  expect(found.filter((line) => line.includes("k8s:"))).toHaveLength(3);
});

test("hubble shows what was passed and what was dropped, with names and numbers", () => {
  const machine = agent();
  const masked = (line: string): string =>
    line
      .replace(/:\d{5}/, ":PORT")
      .replace(/ID:\d+/g, "ID:N")
      .replace(/^.*?\d{3}: /, "");
  const dropped = lines(machine, "hubble observe --verdict DROPPED --last 2").map(masked);
  expect(dropped).toEqual([
    "default/c:PORT (ID:N) <> default/b:80 (ID:N) policy-verdict:none INGRESS DENIED (TCP Flags: ACK, RST)",
    "default/c:PORT (ID:N) <> default/b:80 (ID:N) Policy denied DROPPED (TCP Flags: ACK, RST)",
  ]);
  const first = lines(machine, "hubble observe --from-pod a --to-pod b --all")[0] ?? "";
  expect(masked(first)).toBe("default/a:PORT (ID:N) -> default/b:80 (ID:N) to-endpoint FORWARDED (TCP Flags: SYN)");
  expect(first).toMatch(/^Jan {2}5 09:00:\d\d\.\d{3}: /);
});

test("without an agent the tools say that they cannot reach it; what they cannot do they say too", () => {
  expect(run(container(), "cilium-dbg status")).toMatchObject({ exitCode: 1, stdout: "" });
  expect(run(container(), "cilium-dbg status").stderr).toContain("Is the agent running?");
  expect(run(agent(), "hubble observe --foo").stderr).toBe("Error: unknown flag: --foo\n");
  expect(run(agent(), "cilium-dbg bgp peers").stderr).toBe("cilium-dbg: bgp peers is not simulated here\n");
});

test("an exchange says what the program named before its socket got another end", () => {
  const flows = new FlowWorld("kubeadm-cilium", ["default/a@node-1=10.0.1.10", "default/b@node-1=10.0.1.11"]);
  flows.service("web", { type: "ClusterIP", clusterIP: "10.96.1.1", ports: [{ port: 8080, targetPort: 80 }] }, [
    "default/b",
  ]);
  const since = flows.world.trace.nextSeq;
  flows.ask("default/a", "10.96.1.1", 8080);
  flows.ask("default/a", "10.0.1.11", 80);
  const found = exchangesOf(flows.world.trace.between(since)).filter(({ protocol }) => protocol === "tcp");
  expect(found.map(({ server, named }) => [server, named])).toEqual([
    ["10.0.1.11:80", "10.96.1.1:8080"],
    ["10.0.1.11:80", undefined],
  ]);
});
