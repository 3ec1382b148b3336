import { describe, expect, it } from "vitest";
import { given, run } from "../../testing/given.ts";

describe("nc", () => {
  it("carries what is typed to a listener, and says who is there with -v", () => {
    const machine = given.machine();
    const { stdout, stderr } = run(machine, "nc -l -p 9000 & sleep 0.1; echo hello | nc -N -v 127.0.0.1 9000; wait");
    expect(stdout).toBe("hello\n");
    expect(stderr).toBe("Connection to 127.0.0.1 9000 port [tcp/*] succeeded!\n");
  });

  it("tells an open port from a closed one by its exit status", () => {
    const machine = given.machine();
    const { stderr, stdout } = run(
      machine,
      "nc -lk 9000 & sleep 0.1; nc -z 127.0.0.1 9000; echo $?; nc -zv 127.0.0.1 9001; echo $?; kill %1",
    );
    expect(stdout).toBe("0\n1\n");
    expect(stderr).toContain("nc: connect to 127.0.0.1 port 9001 (tcp) failed: Connection refused\n");
  });

  it("tries every address of a name", () => {
    const machine = given.machine({ files: { "/etc/hosts": "127.0.0.1 localhost\n::1 localhost\n" } });
    const { stderr } = run(machine, "nc -lk 9000 & sleep 0.1; nc -zv localhost 9000; nc -4zv localhost 9000; kill %1");
    const [refused, ...good] = stderr.split("\n");
    expect(refused).toBe("nc: connect to localhost (::1) port 9000 (tcp) failed: Connection refused");
    expect(good.slice(0, 2)).toEqual(Array(2).fill("Connection to localhost (127.0.0.1) 9000 port [tcp/*] succeeded!"));
  });

  it("listens for datagrams, and the first sender is the peer", () => {
    const machine = given.machine();
    const { stdout } = run(machine, "nc -u -l -p 5353 -w 2 & sleep 0.1; echo dns | nc -u -w 1 127.0.0.1 5353; wait");
    expect(stdout).toBe("dns\n");
  });

  it("says what is wrong in a port", () => {
    const machine = given.machine();
    expect(run(machine, "nc 127.0.0.1 70000").stderr).toBe("nc: port number too large: 70000\n");
    expect(run(machine, "nc 127.0.0.1").stderr).toBe("nc: missing port number\n");
  });
});
