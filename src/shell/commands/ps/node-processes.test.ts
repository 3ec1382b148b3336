/** What one sees of the others: a node of its containers, a container of its own, a debugger of its target. */
import { describe, expect, it } from "vitest";
import { openSession } from "../../session.ts";
import { SOFTWARE } from "../../software.ts";
import { given, run } from "../../testing/given.ts";

const NODE = "docker-desktop";
const START =
  "kubectl run web --image=nginx >/dev/null; kubectl wait --for=condition=ready pod/web >/dev/null; sleep 1";

/** What each line prints after the cluster and a Pod of nginx are there. */
function said(...lines: readonly string[]): string[] {
  const session = openSession({ profile: NODE, seed: 1 }, SOFTWARE);
  return session
    .typed([START, ...lines], { maxUs: 120_000_000 })
    .slice(1)
    .map(({ screen }) => screen.replaceAll("\r", ""));
}

const debug = (command: string): string => `kubectl debug node/${NODE} -it --image=busybox -- ${command} | tail -n +2`;

describe("a node", () => {
  it("sees its services, the runtime's shims and pauses, and each container's processes as their children", () => {
    const [tree = "", services = ""] = said(
      `ssh ${NODE} 'ps -eo pid,ppid,comm --forest | grep -B2 nginx'`,
      `ssh ${NODE} 'ps --no-headers -o comm --ppid 1 | sort -u'`,
    );
    expect(tree.replace(/\d+/g, "N").replace(/ +/g, " ")).toBe(" N N containerd-shim\n N N pause\n N N nginx\n");
    const [shim, pause, nginx] = tree.split("\n").map((line) => line.trim().split(/ +/).slice(0, 2).map(Number));
    expect([pause?.[1], nginx?.[1]]).toEqual([shim?.[0], shim?.[0]]);
    expect(services.split("\n")).toEqual(expect.arrayContaining(["containerd", "kubelet", "sshd"]));
  });

  it("finds a container's network and files by the number of its process", () => {
    const [seen = "", inside = ""] = said(
      `ssh ${NODE} 'P=$(pidof nginx); readlink /proc/$P/ns/net; ps -o netns= -p $P; nsenter -t $P -n ss -Hltnp; cat /proc/$P/root/etc/hostname; grep NSpid /proc/$P/status; ls -d /proc/$P; cat /proc/$P/net/tcp | wc -l'`,
      "kubectl exec web -- sh -c 'readlink /proc/self/ns/net; cat /proc/1/comm'",
    );
    const pid = /NSpid:\t(\d+)\t1/.exec(seen)?.[1];
    const inode = /net:\[(\d+)\]/.exec(inside)?.[1];
    expect(inside).toBe(`net:[${inode}]\nnginx\n`);
    expect(seen.split("\n")).toEqual([
      `net:[${inode}]`,
      String(inode),
      ...["0\\.0\\.0\\.0", "\\[::\\]"].map((all) =>
        expect.stringMatching(new RegExp(`^LISTEN .* ${all}:80 .*users:\\(\\("nginx",pid=${pid},fd=\\d+\\)\\)`)),
      ),
      "web",
      `NSpid:\t${pid}\t1`,
      `/proc/${pid}`,
      "2",
      "",
    ]);
  });

  it("can end a container's process 1, which nobody inside can", () => {
    const [inside, outside] = said(
      "kubectl exec web -- sh -c 'kill -9 1; kill -STOP 1'; kubectl get pod web --no-headers -o custom-columns=:.status.containerStatuses[0].restartCount",
      `ssh ${NODE} 'kill -9 $(pidof nginx)'; sleep 5; kubectl get pod web --no-headers -o custom-columns=:.status.containerStatuses[0].restartCount`,
    );
    expect([inside?.trim(), outside?.trim()]).toEqual(["0", "1"]);
  });

  it("has its kubelet back ten seconds after somebody has ended it, and no other service is ended", () => {
    const [seen] = said(
      `ssh ${NODE} 'P=$(pidof kubelet); pkill kubelet; systemctl is-active kubelet; sleep 11; systemctl is-active kubelet; [ "$P" != "$(pidof kubelet)" ] && echo another; kill $(pidof containerd)'`,
    );
    expect(seen?.replace(/\d+/g, "N")).toBe(
      "inactive\nactive\nanother\nbash: line N: kill: (N) - Operation not permitted\n",
    );
  });
});

describe("a Pod", () => {
  it("that shares its node's processes sees them, and is on the node after chroot /host", () => {
    const [first, tools, missing] = said(
      debug("sh -c 'ps | head -2; kill -0 1 && echo there'"),
      debug("chroot /host sh -c 'crictl ps -q | wc -l; hostname; ps -C kubelet -o comm='"),
      debug("sh -c 'chroot /host nosuch; echo $?; chroot /nowhere; nsenter -t 1 -m -n -- crictl ps -q | wc -l'"),
    );
    expect(first).toBe("PID   USER     TIME  COMMAND\n    1 root      0:00 /sbin/init\nthere\n");
    expect(tools).toMatch(/^\d+\ndocker-desktop\nkubelet\n$/);
    expect(missing?.replace(/\n\d+\n$/, "\nN\n")).toBe(
      "chroot: can't execute 'nosuch': No such file or directory\n127\nchroot: can't change root directory to '/nowhere': No such file or directory\nN\n",
    );
  });

  it("has one set of processes per container, unless it shares them or a debugger has a target", () => {
    const [own, target, shared] = said(
      "kubectl debug web --image=busybox -c one -- sleep 100 >/dev/null; sleep 3; kubectl exec web -c one -- ps -o pid,comm",
      "kubectl debug web --image=busybox -c two --target=web -- sleep 100 >/dev/null; sleep 3; kubectl exec web -c two -- ps -o pid,comm",
      `kubectl run both --image=busybox --overrides='{"spec":{"shareProcessNamespace":true}}' -- sleep 100 >/dev/null; sleep 3; kubectl exec both -- ps -o pid,comm`,
    );
    expect(own).toBe("PID   COMMAND\n    1 sleep\n    2 ps\n");
    expect(target).toBe("PID   COMMAND\n    1 nginx\n    2 sleep\n    3 ps\n");
    expect(shared).toBe("PID   COMMAND\n    1 pause\n    2 sleep\n    3 ps\n");
  });
});

describe("ps", () => {
  const machine = given.machine();

  it.each([
    ["ps -o foo", 'error: unknown user-defined format specifier "foo"\n\nUsage:\n ps [options]\n'],
    ["ps -p x", "error: process ID list syntax error\n\nUsage:\n ps [options]\n"],
    ["ps --nosuch", "error: unknown gnu long option\n\nUsage:\n ps [options]\n"],
  ])("refuses %s as procps-ng does", (script, words) => {
    const { stderr, exitCode } = run(machine, script);
    expect([stderr.slice(0, words.length), exitCode]).toEqual([words, 1]);
  });

  it("prints the columns that it is asked for under their own heads or none", () => {
    const { stdout } = run(
      machine,
      "ps -o pid,comm -p $$; ps -o pid=Number,comm= -p $$; ps -p 99999; echo $?; ps --no-headers -q $$",
    );
    const lines = stdout.split("\n").map((line) => line.replace(/\d+(?= )/g, "N").replace(/ +/g, " "));
    expect(lines).toEqual([
      " PID COMMAND",
      " N bash",
      " Number ",
      " N bash",
      " PID TTY TIME CMD",
      "1",
      " N ? 00:00:N bash",
      "",
    ]);
  });
});
