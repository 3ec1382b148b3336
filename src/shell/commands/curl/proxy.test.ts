import { expect, test } from "vitest";
import { given, run } from "../../testing/given.ts";

test("a proxy is asked for the whole URL", () => {
  const proxy = "printf 'HTTP/1.1 200 OK\\r\\nContent-Length: 3\\r\\n\\r\\nhi\\n' | nc -l 3128 > asked & sleep 0.1; ";
  const asked = (command: string) => run(given.machine(), `${proxy}${command}; sleep 0.1; cat asked`).stdout;
  const request =
    "GET http://web.test/a?b HTTP/1.1\r\nHost: web.test\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\nProxy-Connection: Keep-Alive\r\n";
  expect(asked("curl -s -x 127.0.0.1:3128 http://web.test/a?b")).toBe(`hi\n${request}\r\n`);
  expect(asked("http_proxy=127.0.0.1:3128 curl -s -b a=b http://web.test/a?b")).toBe(
    `hi\n${request}Cookie: a=b\r\n\r\n`,
  );
  expect(run(given.machine(), "curl -sS -x http://127.0.0.1:3128 http://web/").stderr).toBe(
    "curl: (7) Failed to connect to 127.0.0.1 port 3128 after 0 ms: Couldn't connect to server\n",
  );
  expect(run(given.machine(), "curl -sS -x nosuch:3 http://web/")).toMatchObject({
    stderr: "curl: (5) Could not resolve proxy: nosuch\n",
    exitCode: 5,
  });
  expect(run(given.machine(), "NO_PROXY=test http_proxy=nosuch:3 curl -sS http://web.test/").exitCode).toBe(6);
  expect(run(given.machine(), "curl -sS -x a:1 https://web.test/")).toMatchObject({ exitCode: 2 });
});
