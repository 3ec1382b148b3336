import { describe, expect, it } from "vitest";
import { createCluster } from "../../../sim/cluster.ts";
import { openSession } from "../../session.ts";
import { SOFTWARE } from "../../software.ts";
import { runProgram } from "../../testing/given.ts";

function cluster() {
  return createCluster({ profile: "kubeadm-flannel", seed: 7 }, SOFTWARE);
}

function on(machine: ReturnType<typeof cluster>["host"], script: string, maxSeconds = 600) {
  const { program } = machine.executable("/bin/bash", { cwd: "/" });
  const env = { USER: "root", HOME: "/root", PATH: "/usr/sbin:/usr/bin:/sbin:/bin" };
  return runProgram(machine, program, { argv: ["bash", "-c", script], env, cwd: "/", maxSeconds });
}

describe("ssh", () => {
  it("gives a root shell on a node by its name or address, and hands back its exit status", () => {
    const { host } = cluster();
    expect(on(host, "ssh node-1 'hostname; whoami; exit 3'")).toEqual({
      stdout: "node-1\nroot\n",
      stderr: "",
      exitCode: 3,
    });
    expect(on(host, "echo hi | ssh 172.18.0.4 'hostname; cat'").stdout).toBe("node-2\nhi\n");
  });

  it("is a login shell that says whose it is and where, and bids farewell", () => {
    const session = openSession({ profile: "docker-desktop", seed: 1 }, SOFTWARE);
    const screens = session.typed(["ssh docker-desktop", "echo $PS1 $PWD", "exit"]).map(({ screen }) => screen);
    expect(screens).toEqual(["", "\\u@\\h:\\w\\$ /root\n", "logout\nConnection to docker-desktop closed.\n"]);
  });

  it("leaves the keyboard to the shell while it is in the background, and does not read at all with -n", () => {
    const session = openSession({ profile: "kubeadm-flannel", seed: 1 }, SOFTWARE);
    const lines = [
      "ssh -n node-2 'sleep 1.5; echo far' & sleep 1; ssh node-1 sleep 1; wait",
      "echo near",
      "ssh -n node-1 cat",
    ];
    const typed = session.typed(lines, { maxUs: 10_000_000 });
    expect(typed.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    expect(typed[0]?.screen).toMatch(/^\[1\] \d+\nfar\n\[1\]\+ {2}Done/);
    expect(typed[1]?.screen).toBe("near\n");
    const background = session.typed(["ssh node-2 cat & sleep 1", "echo still mine"], { maxUs: 10_000_000 });
    expect(background[1]).toMatchObject({ screen: "still mine\n", exitCode: 0 });
  });

  it.each([
    ["nosuch", "ssh: Could not resolve hostname nosuch: Name or service not known\n"],
    ["172.18.0.99", "ssh: connect to host 172.18.0.99 port 22: No route to host\n"],
    ["-p 2222 node-1", "ssh: connect to host node-1 port 2222: Connection refused\n"],
    ["bob@node-1", "bob@node-1: Permission denied (publickey,password).\n"],
  ])("ssh %s fails as OpenSSH's does", (words, stderr) => {
    expect(on(cluster().host, `ssh ${words}`)).toEqual({ stdout: "", stderr, exitCode: 255 });
  });
});

describe("on a node", () => {
  it("crictl lists containers and Pods, and leads nsenter to their network", () => {
    const made = cluster();
    const node = made.node("node-1") as (typeof made)["host"];
    const { stdout } = on(node, "crictl ps | awk '{ print $(NF-3), $NF }'");
    expect(stdout.split("\n")[0]).toBe("POD NAMESPACE");
    const script =
      "id=$(crictl ps -q --name coredns); pid=$(crictl inspect $id | grep '\"pid\"' | tr -dc 0-9); nsenter -t $pid -n ip -br addr; crictl exec $id hostname || true";
    const found = on(node, script);
    expect(found.stdout).toMatch(/^lo +UNKNOWN +127\.0\.0\.1\/8 ::1\/128 \neth0@if\d+ +UP +10\.244\.\d\.\d+\/24 /);
    expect(on(node, "ip netns").stdout).toMatch(/^cni-[0-9a-f-]{36} \(id: 0\)\n/);
  });

  it("systemctl stop kubelet leaves containers running and makes the node NotReady; start brings it back", () => {
    const made = cluster();
    const node = made.node("node-1") as (typeof made)["host"];
    const ready = () => on(made.host, "HOME=/home/learner kubectl get node node-1 --no-headers").stdout.split(/\s+/)[1];
    expect(on(node, "systemctl stop kubelet; systemctl is-active kubelet")).toMatchObject({
      stdout: "inactive\n",
      exitCode: 3,
    });
    made.advance(60);
    expect(ready()).toBe("NotReady");
    expect(on(node, "crictl ps -q | wc -l").stdout).not.toBe("0\n");
    expect(on(node, "systemctl status kubelet").stdout).toContain("     Active: inactive (dead) since Mon 2026-01-05 ");
    on(node, "systemctl start kubelet");
    made.advance(15);
    expect(ready()).toBe("Ready");
    expect(on(node, "journalctl -u kubelet --no-pager | grep -c 'systemd.*Started kubelet'").stdout).toBe("2\n");
  });

  it("crictl stop ends a container, and the kubelet starts it again", () => {
    const made = cluster();
    const node = made.node("node-1") as (typeof made)["host"];
    on(node, "crictl stop $(crictl ps -q --name kube-proxy)");
    made.advance(20);
    expect(on(node, "crictl ps -a --name kube-proxy | awk 'NR > 1 { print $(NF-3) }' | sort").stdout).toBe("0\n1\n");
  });

  it("says what is not there", () => {
    const made = cluster();
    const node = made.node("node-1") as (typeof made)["host"];
    expect(on(node, "systemctl status foo")).toMatchObject({
      stderr: "Unit foo.service could not be found.\n",
      exitCode: 4,
    });
    expect(on(node, "nsenter -t 99999 -n true").stderr).toBe(
      "nsenter: cannot open /proc/99999/ns/net: No such file or directory\n",
    );
    expect(on(node, "crictl logs zzz").stderr).toContain(
      'an error occurred when try to find container "zzz": not found\n',
    );
  });
});
