import { expect, it } from "vitest";
import { decodeUtf8, encodeUtf8 } from "../../../../sim/core/utf8.ts";
import { openSession } from "../../../session.ts";
import { SOFTWARE } from "../../../software.ts";

const MANIFEST = `apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: servers}
`;

function session() {
  const opened = openSession({ profile: "docker-desktop", seed: 1, files: { "cm.yaml": MANIFEST } }, SOFTWARE);
  opened.run("kubectl apply -f cm.yaml");
  return opened;
}

it.each([
  ["g", "get\n:4\n"],
  ["get po", "pods\npodtemplates\npoddisruptionbudgets.policy\n:4\n"],
  ["get cm se", "servers\nsettings\n:4\n"],
  ["get cm/se", "cm/servers\ncm/settings\n:4\n"],
  ["get cm servers se", "settings\n:4\n"],
  ["get -n kube-n", "kube-node-lease\n:4\n"],
  ["get -o y", "yaml\n:4\n"],
  ["rollout st", "status\n:4\n"],
  ["rollout status d", "deployment\ndaemonset\n:4\n"],
  ["config use-context ''", "docker-desktop\n:4\n"],
  ["cordon d", "docker-desktop\n:4\n"],
  ["apply -f ''", "json\nyaml\nyml\n:8\n"],
  ["logs dep", "deployments/\n:6\n"],
])("kubectl __complete %s", (words, wanted) => {
  const { stdout } = session().run(`kubectl __complete ${words} 2>/dev/null`);
  expect(stdout.replace(/\t.*$/gm, "")).toBe(wanted);
});

it.each([
  ["the command", "kubectl get cm ser\t", "kubectl get cm servers"],
  ["an alias of it", "alias k=kubectl\rk get cm ser\t", "k get cm servers"],
  ["a verb", "kubectl desc\t", "kubectl describe"],
])("Tab at the prompt completes %s from the live cluster", (_, keys, wanted) => {
  const opened = session();
  let shown = "";
  opened.onOutput((bytes) => {
    shown += decodeUtf8(bytes);
  });
  opened.runUntil(opened.cluster.clock.nowUs + 1_000_000);
  for (const part of keys.split(/(?<=\r)/)) {
    opened.input(encodeUtf8(part));
    opened.runUntil(opened.cluster.clock.nowUs + 2_000_000);
  }
  expect(shown).toContain(wanted.slice(-6));
  expect(shown.endsWith(`${wanted} `)).toBe(true);
});
