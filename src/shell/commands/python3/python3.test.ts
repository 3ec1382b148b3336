import { describe, expect, it } from "vitest";
import { encodeUtf8 } from "../../../sim/core/utf8.ts";
import { given, openTerminal, run } from "../../testing/given.ts";

function machine() {
  return given.machine({
    files: {
      "/etc/hosts": "127.0.0.1 localhost web\n",
      "/srv/x.txt": "hello\n",
      "/s.py": "import sys\nprint(sys.argv)\n1 / 0\n",
    },
  });
}

/** With `python3 -m http.server` in the background. */
function serving(code: string) {
  return run(machine(), `cd /srv; python3 -m http.server 8000 2>/dev/null & sleep 1; python3 -c '${code}'; kill %1`);
}

describe("python3 -c on the network", () => {
  it("opens URLs", () => {
    const { stdout } = serving(
      'import urllib.request as u; r = u.urlopen("http://web:8000/x.txt"); print(r.status, r.headers["Content-Length"], r.read())',
    );
    expect(stdout.split("\n")[1]).toBe("200 6 b'hello\\n'");
  });

  it("catches an answer that is an error, and reads it", () => {
    const { stdout } = serving(
      'import urllib.request, urllib.error\ntry:\n  urllib.request.urlopen("http://web:8000/nope")\nexcept urllib.error.HTTPError as e:\n  print(e.code, e.reason, e, "Error code: 404" in e.read().decode())',
    );
    expect(stdout).toContain("404 File not found HTTP Error 404: File not found True\n");
  });

  it("speaks HTTP by http.client and by a socket", () => {
    const client =
      'import http.client; c = http.client.HTTPConnection("web", 8000); c.request("GET", "/x.txt"); r = c.getresponse(); print(r.status, r.reason, r.read().decode(), end="")';
    expect(serving(client).stdout).toContain("200 OK hello\n");
    const socket =
      'import socket\nwith socket.create_connection(("web", 8000), timeout=2) as s:\n  s.sendall(b"GET /x.txt HTTP/1.0\\r\\n\\r\\n")\n  print(s.recv(4096).split(b"\\r\\n")[0].decode())';
    expect(serving(socket).stdout).toContain("HTTP/1.0 200 OK\n");
  });

  it("listens, and is talked to", () => {
    const server =
      'import socket\ns = socket.socket(); s.bind(("", 9000)); s.listen()\nc, a = s.accept()\nprint(a[0], c.recv(100)); c.sendall(b"bye\\n"); c.close()';
    const { stdout } = run(machine(), `python3 -c '${server}' & sleep 1; echo hi | nc -N 127.0.0.1 9000; wait`);
    expect(stdout).toContain("bye\n");
    expect(stdout).toContain("127.0.0.1 b'hi\\n'\n");
  });

  it("says what a name is, and what it is when there is none", () => {
    expect(run(machine(), `python3 -c 'import socket; print(socket.gethostbyname("web"))'`).stdout).toBe("127.0.0.1\n");
    expect(run(machine(), `python3 -c 'import socket; socket.gethostbyname("nope")' 2>&1 | tail -1`).stdout).toMatch(
      /^socket\.gaierror: \[Errno -[23]\] /,
    );
  });

  it("gives up after its timeout", () => {
    const { stdout } = run(
      machine(),
      `nc -lk 9000 >/dev/null & sleep 1; python3 -c 'import urllib.request as u; u.urlopen("http://web:9000/", timeout=2)' 2>&1 | tail -2; kill %1`,
    );
    expect(stdout).toContain("\nTimeoutError: timed out\n");
  });
});

describe("python3 as a program", () => {
  it("runs a file and standard input", () => {
    expect(run(machine(), "python3 /s.py a b")).toMatchObject({
      stdout: "['/s.py', 'a', 'b']\n",
      stderr:
        'Traceback (most recent call last):\n  File "/s.py", line 3, in <module>\n    1 / 0\nZeroDivisionError: division by zero\n',
      exitCode: 1,
    });
    expect(run(machine(), "python3 - x <<E\nimport sys\nprint(sys.argv)\nE").stdout).toBe("['-', 'x']\n");
    expect(run(machine(), "echo 'print(1)' | python3").stdout).toBe("1\n");
    expect(run(machine(), "cd /; python3 nope.py").stderr).toBe(
      "python3: can't open file '/nope.py': [Errno 2] No such file or directory\n",
    );
  });

  it("says in one sentence what is not here", () => {
    for (const [code, what] of [
      ["import re", "the module re"],
      ["import socket; socket.socketpair()", "socket.socketpair"],
      ['"a".translate({})', "str.translate"],
      ["globals()", "globals()"],
      ["def f(): yield 1", "`yield`"],
      ["10**10**10", "a number of more than a million bits"],
      ['import urllib.request as u; u.urlopen("https://x")', "https in urllib.request"],
    ])
      expect(run(machine(), `python3 -c '${code}'`)).toMatchObject({
        stderr: `python3: ${what} is not simulated here\n`,
        exitCode: 2,
      });
  });

  it.each(["while True: pass", "import time; time.sleep(1000)", "for i in range(10**6): x = [i] * 10", "input()"])(
    "is ended by Ctrl-C: %s",
    (code) => {
      const made = machine();
      const terminal = openTerminal(made);
      let shown = "";
      terminal.onOutput((bytes) => {
        shown += String.fromCharCode(...bytes);
      });
      const press = (keys: string): void => {
        terminal.input(encodeUtf8(keys));
        made.clock.runUntil(made.clock.nowUs + 300_000);
      };
      press(`python3 -c '${code}'\r`);
      press("\x03");
      press("echo $?\r");
      expect(shown).toContain('  File "<string>", line 1, in <module>\r\nKeyboardInterrupt\r\n');
      expect(shown).toContain("130\r\n");
    },
  );
});
