import { describe, expect, it } from "vitest";
import { openNull } from "../../../sim/os/null-device.ts";
import { OpenFile } from "../../../sim/os/vfs/open-file.ts";
import { given, runProgram } from "../../testing/given.ts";
import { tool } from "../failure.ts";
import { python3 } from "../python3/python3.ts";
import { curl } from "./curl.ts";

/** A machine that serves its own home folder on port 8000. */
function serving() {
  const machine = given.machine({
    files: {
      "/etc/hosts": "127.0.0.1 localhost web\n",
      "hello.json": '{"message":"hi"}',
      "/etc/resolv.conf": "nameserver 127.0.0.1\n",
    },
  });
  machine.start(tool(python3), {
    argv: ["python3", "-m", "http.server"],
    cwd: "/home/learner",
    fds: new Map([0, 1, 2].map((fd) => [fd, new OpenFile(openNull())])),
  });
  machine.clock.runUntil(1000);
  return machine;
}

function run(machine: ReturnType<typeof given.machine>, ...argv: string[]) {
  return runProgram(machine, tool(curl), { argv: ["curl", ...argv] });
}

describe("curl", () => {
  it("prints the body and nothing else with -s", () => {
    expect(run(serving(), "-s", "http://web:8000/hello.json")).toEqual({
      stdout: '{"message":"hi"}',
      stderr: "",
      exitCode: 0,
    });
  });

  it("tells the exchange with -v", () => {
    const { stderr } = run(serving(), "-sv", "-o", "/dev/null", "http://web:8000/hello.json");
    expect(stderr.replace(/Date: .*\r/, "Date: …")).toBe(
      "*   Trying 127.0.0.1:8000...\n* Connected to web (127.0.0.1) port 8000 (#0)\n> GET /hello.json HTTP/1.1\r\n> Host: web:8000\r\n> User-Agent: curl/7.88.1\r\n> Accept: */*\r\n> \r\n" +
        "* HTTP 1.0, assume close after body\n< HTTP/1.0 200 OK\r\n< Server: SimpleHTTP/0.6 Python/3.11.2\r\n< Date: …\n< Content-type: application/json\r\n< Content-Length: 16\r\n< \r\n" +
        "{ [16 bytes data]\n* Closing connection 0\n",
    );
  });

  it("exits as the real one for a port that refuses, a name that is none, an answer that -f dislikes", () => {
    const machine = serving();
    expect(run(machine, "-sS", "http://web:81/")).toEqual({
      stdout: "",
      stderr: "curl: (7) Failed to connect to web port 81 after 0 ms: Couldn't connect to server\n",
      exitCode: 7,
    });
    expect(run(machine, "-sS", "http://nope/")).toEqual({
      stdout: "",
      stderr: "curl: (6) Could not resolve host: nope\n",
      exitCode: 6,
    });
    expect(run(machine, "-sSf", "http://web:8000/nope")).toEqual({
      stdout: "",
      stderr: "curl: (22) The requested URL returned error: 404\n",
      exitCode: 22,
    });
    expect(run(machine, "foo://x").stderr).toBe('curl: (1) Protocol "foo" not supported or disabled in libcurl\n');
    expect(run(machine, "--bad").exitCode).toBe(2);
  });

  it("writes figures about the transfer", () => {
    expect(
      run(
        serving(),
        "-s",
        "-o",
        "/dev/null",
        "-w",
        "%{http_code} %{remote_ip} %{size_download} %{content_type}\\n",
        "http://web:8000/hello.json",
      ).stdout,
    ).toBe("200 127.0.0.1 16 application/json\n");
  });

  it("shows the meter on stderr when nobody asked for silence", () => {
    const { stderr } = run(serving(), "http://web:81/");
    const zero = "  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0";
    expect(stderr).toBe(
      "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n                                 Dload  Upload   Total   Spent    Left  Speed\n" +
        `\r${zero}\r${zero}\ncurl: (7) Failed to connect to web port 81 after 0 ms: Couldn't connect to server\n`,
    );
  });

  it("gives up when its time is over", () => {
    const machine = serving();
    machine.network.sockets.listenTcp({ port: 9 });
    const { stderr, exitCode } = run(machine, "-sS", "-m", "2", "http://web:9/");
    expect({ stderr, exitCode }).toEqual({
      stderr: "curl: (28) Operation timed out after 2000 milliseconds with 0 bytes received\n",
      exitCode: 28,
    });
  });

  it("refuses plainly what it does not model", () => {
    expect(run(serving(), "-F", "a=b", "http://web/").stderr).toBe("curl: option -F: is not simulated here\n");
  });
});
