import { expect, it } from "vitest";
import { testCluster } from "../testing/cluster.ts";

const NAMESPACE = {
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: "default", uid: "u1", creationTimestamp: "2026-01-01T00:00:00Z", resourceVersion: "1" },
  spec: { finalizers: ["kubernetes"] },
  status: { phase: "Active" },
};

const CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app\ndata:\n  key: value\n";

function cluster(files: Readonly<Record<string, string>> = {}) {
  const made = testCluster(files);
  made.api.load([NAMESPACE]);
  return made;
}

it("create, get, label and delete say what they did, and to what", () => {
  const { kubectl } = cluster();
  expect(kubectl("create configmap app --from-literal=key=value").stdout).toBe("configmap/app created\n");
  expect(kubectl("get cm app -o jsonpath={.data.key}").stdout).toBe("value");
  expect(kubectl("get cm app -o name").stdout).toBe("configmap/app\n");
  expect(kubectl("label cm app tier=web").stdout).toBe("configmap/app labeled\n");
  expect(kubectl("get cm app --show-labels --no-headers").stdout).toMatch(/^app {3}1 {5}\d+s {4}tier=web\n$/);
  expect(kubectl("delete cm app").stdout).toBe('configmap "app" deleted from default namespace\n');
  expect(kubectl("get cm app")).toEqual({
    stdout: "",
    stderr: 'Error from server (NotFound): configmaps "app" not found\n',
    exitCode: 1,
  });
});

it("nothing found is told on stderr and is no failure", () => {
  expect(cluster().kubectl("get pods")).toEqual({
    stdout: "",
    stderr: "No resources found in default namespace.\n",
    exitCode: 0,
  });
});

it("apply creates, leaves alone, and changes only what the file says", () => {
  const { kubectl, machine } = cluster({ "cm.yaml": CONFIG });
  expect(kubectl("apply -f cm.yaml").stdout).toBe("configmap/app created\n");
  expect(kubectl("apply -f cm.yaml").stdout).toBe("configmap/app unchanged\n");
  expect(kubectl('patch cm app -p \'{"data":{"other":"kept"}}\'').stdout).toBe("configmap/app patched\n");
  machine.fs.writeFile("/home/learner/cm.yaml", CONFIG.replace("key: value", "new: one"));
  expect(kubectl("apply -f cm.yaml").stdout).toBe("configmap/app configured\n");
  expect(kubectl("get cm app -o jsonpath={.data}").stdout).toBe('{"new":"one","other":"kept"}');
});

it("diff shows what apply would change and fails with 1 because there is something", () => {
  const { kubectl, machine } = cluster({ "cm.yaml": CONFIG });
  kubectl("apply -f cm.yaml");
  expect(kubectl("diff -f cm.yaml")).toEqual({ stdout: "", stderr: "", exitCode: 0 });
  machine.fs.writeFile("/home/learner/cm.yaml", CONFIG.replace("value", "changed"));
  const { stdout, exitCode } = kubectl("diff -f cm.yaml");
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^diff -u -N \/tmp\/LIVE-\d+\/v1\.ConfigMap\.default\.app \/tmp\/MERGED-/);
  expect(stdout).toContain("-  key: value\n+  key: changed\n");
  expect(kubectl("diff -f nosuch.yaml")).toEqual({
    stdout: "",
    stderr: 'error: the path "nosuch.yaml" does not exist\n',
    exitCode: 2,
  });
});

it("a dry run of the client prints the object that it would send", () => {
  const { kubectl } = cluster();
  expect(kubectl("create namespace shop --dry-run=client -o yaml").stdout).toBe(
    "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\nspec: {}\nstatus: {}\n",
  );
  expect(kubectl("get ns shop").exitCode).toBe(1);
});

it("manifests without a version or a kind are refused before they are sent", () => {
  const { kubectl } = cluster();
  expect(kubectl("apply -f -", { stdin: "kind: ConfigMap\nmetadata:\n  name: x\n" }).stderr).toBe(
    'error: error validating "STDIN": error validating data: apiVersion not set; if you choose to ignore these errors, turn validation off with --validate=false\n',
  );
  expect(kubectl("apply --validate=maybe -f -", { stdin: CONFIG }).stderr).toBe(
    'error: invalid - validate option "maybe"; must be one of: strict (or true), warn, ignore (or false)\n',
  );
});

it("two objects that do not exist are two errors, one on each line", () => {
  expect(cluster().kubectl("get pod a b").stderr).toBe(
    'Error from server (NotFound): pods "a" not found\nError from server (NotFound): pods "b" not found\n',
  );
});

it.each([
  ["gt pods", 'error: unknown command "gt" for "kubectl"\n\nDid you mean this?\n\tset\n\tget\n\tcp\n'],
  ["get pods --nosuch", "error: unknown flag: --nosuch\nSee 'kubectl get --help' for usage.\n"],
  ["get nosuch", 'error: the server doesn\'t have a resource type "nosuch"\n'],
  ["cp a:b c:d", "error: one of src or dest must be a local file specification\n"],
  ["cp nosuch.txt a:/tmp/x", "error: nosuch.txt doesn't exist in local filesystem\n"],
  ["exec -it", "error: pod, type/name or --filename must be specified\n"],
  ["logs nope", 'error: error from server (NotFound): pods "nope" not found in namespace "default"\n'],
  [
    "get pods -o nosuch",
    'error: unable to match a printer suitable for the output format "nosuch", allowed formats are: custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,wide,yaml\n',
  ],
])("kubectl %s fails in kubectl's words", (line, stderr) => {
  expect(cluster().kubectl(line)).toEqual({ stdout: "", stderr, exitCode: 1 });
});

it("a user that a binding is for is not the user of the kubeconfig", () => {
  const { kubectl } = cluster();
  expect(kubectl("create rolebinding view --clusterrole=view --user=jane").stdout).toBe(
    "rolebinding.rbac.authorization.k8s.io/view created\n",
  );
});

it("a template that fails prints what it had until then, and fails", () => {
  const { kubectl } = cluster({ "cm.yaml": CONFIG });
  kubectl("apply -f cm.yaml");
  const { stdout, exitCode } = kubectl("get cm app -o go-template=a{{.kind.x}}");
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^aError executing template: template: output:1:/);
});

it("config changes the file that later commands read", () => {
  const { kubectl } = cluster();
  expect(kubectl("config set-context --current --namespace=shop").stdout).toBe(
    'Context "kubernetes-admin@kubernetes" modified.\n',
  );
  expect(kubectl("get pods").stderr).toBe("No resources found in shop namespace.\n");
});

it("apply says of which item of a list it cannot tell what it is, and leaves the object alone", () => {
  const service = (ports: string): string =>
    `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector: {app: web}\n  ports:\n${ports}`;
  const { kubectl } = cluster({
    "a.yaml": service("  - port: 80\n"),
    "b.yaml": service("  - name: web\n    targetPort: 8000\n"),
  });
  expect(kubectl("apply -f a.yaml").stdout).toBe("service/web created\n");
  const { stdout, stderr, exitCode } = kubectl("apply -f b.yaml");
  const reason = "map: map[name:web targetPort:8000] does not contain declared merge key: port";
  const lines = stderr.trimEnd().split("\n");
  expect([stdout, exitCode]).toEqual(["", 1]);
  expect(lines.slice(0, 4)).toEqual([
    `warning: error calculating patch from openapi v3 spec: ${reason}`,
    `warning: error calculating patch from openapi spec: ${reason}`,
    "error: error when applying patch:",
    "",
  ]);
  expect(lines).toContain('for: "b.yaml": error when patching "b.yaml": creating patch with:');
  expect(lines.at(-1)).toBe(`for: ${reason}`);
  expect(kubectl("get service web -o jsonpath={.spec.ports[0].targetPort}").stdout).toBe("80");
});
