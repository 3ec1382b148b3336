import { describe, expect, it } from "vitest";
import { ip } from "../../../sim/core/ip.ts";
import { given, run, type } from "../../testing/given.ts";

function machine() {
  const made = given.machine();
  const { sockets } = made.network;
  sockets.listenTcp({ port: 80, backlog: 511 });
  sockets.listenTcp({ ip: ip("127.0.0.1"), port: 10248, backlog: 4096 });
  sockets.bindUdp({ port: 53 });
  return made;
}

describe("ss", () => {
  it("lists listeners, aligned at their colons", () => {
    expect(run(machine(), "ss -tln").stdout).toBe(
      "State  Recv-Q Send-Q Local Address:Port  Peer Address:PortProcess\n" +
        "LISTEN 0      511          0.0.0.0:80         0.0.0.0:*          \n" +
        "LISTEN 0      4096       127.0.0.1:10248      0.0.0.0:*          \n",
    );
    expect(run(machine(), "ss -H -uln").stdout).toBe("UNCONN 0      0      0.0.0.0:53 0.0.0.0:*\n");
  });

  it("filters by state and port", () => {
    const { stdout } = run(machine(), "nc -z 127.0.0.1 80; ss -tan state time-wait; ss -Htln sport = :80");
    expect(stdout).toMatch(/^Recv-Q Send-Q +Local Address:Port +Peer Address:PortProcess\n/);
    expect(stdout).toContain("LISTEN 0      511    0.0.0.0:80 0.0.0.0:*\n");
  });

  it("reads an expression of addresses and ports", () => {
    const ports = (filter: string) =>
      run(machine(), `ss -Htln ${filter}`)
        .stdout.trim()
        .split("\n")
        .map((line) => /:(\d+) /.exec(line)?.[1] ?? "");
    expect(ports("sport gt :1000")).toEqual(["10248"]);
    expect(ports("'sport = :http or sport = :10248'")).toEqual(["80", "10248"]);
    expect(ports("src 127.0.0.0/8")).toEqual(["10248"]);
    expect(ports("'not ( src 127.0.0.1:10248 )'")).toEqual(["80"]);
    expect(ports("state established")).toEqual([""]);
    expect(run(machine(), "ss -tln foo bar").stderr).toContain(
      'ss: bison bellows (while parsing filter): "syntax error!" Sorry.\n',
    );
    expect(run(machine(), "ss -t state foo")).toMatchObject({ stderr: "ss: wrong state name: foo\n", exitCode: 255 });
    expect(run(machine(), "ss -wn").stdout).toBe("State Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n");
    expect(run(machine(), "ss -6tln").stdout).toBe("State Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n");
  });

  it("tells the families apart, and calls a socket of both `*`", () => {
    const made = machine();
    made.network.sockets.listenTcp({ ip: ip("::"), port: 8080, backlog: 4096 });
    made.network.sockets.listenTcp({ ip: ip("::"), isOnly6: true, port: 80, backlog: 511 });
    const { stdout } = run(made, "ss -H6tln; nc -z 127.0.0.1 8080; nc -z ::1 8080; ss -Htan");
    expect(stdout.split("\n").slice(0, 2)).toEqual([
      "LISTEN 0      511    [::]:80   [::]:*",
      "LISTEN 0      4096      *:8080    *:*",
    ]);
    expect(stdout).toMatch(/\[::ffff:127\.0\.0\.1\]:8080 +\[::ffff:127\.0\.0\.1\]:\d+/);
    expect(stdout).toMatch(/\[::1\]:8080 +\[::1\]:\d+/);
  });

  it("says with -p whose a socket is", () => {
    const line = run(given.machine(), "nc -l 5000 & sleep 1; ss -Htlnp; kill %1").stdout;
    expect(line).toMatch(/^LISTEN 0 {6}1 {6}0\.0\.0\.0:5000 0\.0\.0\.0:\* users:\(\("nc",pid=\d+,fd=3\)\)\n$/);
  });

  it("counts sockets with -s", () => {
    expect(run(machine(), "ss -s").stdout).toBe(
      "Total: 3\nTCP:   2 (estab 0, closed 0, orphaned 0, timewait 0)\n\nTransport Total     IP        IPv6\nRAW\t  0         0         0        \nUDP\t  1         1         0        \nTCP\t  2         2         0        \nINET\t  3         3         0        \nFRAG\t  0         0         0        \n\n",
    );
  });
});

describe("what runs other programs", () => {
  it("sudo runs as root, with the environment that it is given", () => {
    expect(run(machine(), "sudo A=1 sh -c 'whoami; echo $A $SUDO_USER'").stdout).toBe("root\n1 learner\n");
    expect(run(machine(), "sudo nosuch").stderr).toBe(
      "sudo: nosuch: command not found\n".replace("command not found", "No such file or directory"),
    );
  });

  it("watch repeats until Ctrl-C", () => {
    const [shown, ended] = type(machine(), ["watch -n 1 -t echo tick", "^C"]);
    expect(`${shown?.screen}${ended?.screen}`).toContain("tick");
    expect(ended?.exitCode).toBe(0);
  });

  it("ps shows what runs here", () => {
    const { stdout } = run(machine(), "sleep 100 & ps -e | grep -c sleep; kill %1");
    expect(stdout).toBe("1\n");
  });
});
