import { describe, expect, test } from "vitest";
import type { Stream } from "../../core/stream.ts";
import { decodeUtf8, encodeUtf8 } from "../../core/utf8.ts";
import { type Run, type Wait, WaitQueue } from "../../core/wait.ts";
import { ByteReader } from "./byte-reader.ts";
import { HttpError, type HttpResponse, headerOf, keepsAlive } from "./message.ts";
import { readRequest, readResponse } from "./read.ts";
import { encodeRequest, encodeResponse } from "./write.ts";

/** A stream that has these pieces to read, one at a time, and then ends. */
function streamOf(...pieces: readonly string[]): Stream {
  const left = pieces.map(encodeUtf8);
  return {
    tryRead: () => left.shift() ?? "eof",
    tryWrite: (data) => data.length,
    readable: new WaitQueue(),
    writable: new WaitQueue(),
    close: () => {},
  };
}

function run<T>(program: Run<T>): T {
  const step: IteratorResult<Wait, T> = program.next();
  if (!step.done) throw new Error("waits for what is already there");
  return step.value;
}

function failure(program: Run<unknown>): string {
  try {
    run(program);
  } catch (error) {
    if (error instanceof HttpError) return error.code;
    throw error;
  }
  return "none";
}

function summary({ status, reason, body }: HttpResponse): string {
  return `${status} ${reason}: ${decodeUtf8(body)}`;
}

describe("reading", () => {
  test("a request in pieces, with a body of known length", () => {
    const request = run(
      readRequest(streamOf("POST /items?x=1 HT", "TP/1.1\r\nHost: a\r\nContent-Len", "gth: 5\r\n\r\nhe", "llo")),
    );
    expect(request).toMatchObject({ method: "POST", target: "/items?x=1", version: "HTTP/1.1" });
    expect(decodeUtf8(request?.body ?? new Uint8Array())).toBe("hello");
  });

  test("two requests from one connection, and then its end", () => {
    const reader = new ByteReader(streamOf("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n"));
    expect(run(readRequest(reader))?.target).toBe("/1");
    expect(run(readRequest(reader))?.target).toBe("/2");
    expect(run(readRequest(reader))).toBeNull();
  });

  test("chunks", () => {
    const text =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nTrailer: t\r\n\r\n";
    expect(summary(run(readResponse(streamOf(text))))).toBe("200 OK: hello world");
  });

  test("a body without a length goes on to the end of the connection", () => {
    expect(summary(run(readResponse(streamOf("HTTP/1.0 200 OK\r\n\r\nto the ", "end"))))).toBe("200 OK: to the end");
  });

  test("the answer to HEAD, and a 204, have no body", () => {
    const head = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";
    expect(summary(run(readResponse(streamOf(head), { method: "HEAD" })))).toBe("200 OK: ");
    expect(summary(run(readResponse(streamOf("HTTP/1.1 204 No Content\r\n\r\n"))))).toBe("204 No Content: ");
  });

  test("an interim answer is passed over", () => {
    const text = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n";
    expect(summary(run(readResponse(streamOf(text))))).toBe("201 Created: ");
  });

  test.each([
    ["what is not HTTP", "SSH-2.0-OpenSSH_9.2\r\n", "malformed"],
    ["a connection that closes without a word", "", "empty"],
    ["a body that stops too early", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "incomplete"],
    ["a header without a colon", "HTTP/1.1 200 OK\r\nnonsense\r\n\r\n", "malformed"],
    ["a head without an end", `HTTP/1.1 200 OK\r\n${"x: y\r\n".repeat(20_000)}`, "head-too-large"],
    ["a body beyond the limit", "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n", "body-too-large"],
  ])("%s is refused", (_, text, code) => {
    expect(failure(readResponse(streamOf(...(text === "" ? [] : [text]))))).toBe(code);
  });
});

describe("writing", () => {
  const headers = [
    { name: "host", value: "web" },
    { name: "X-Odd-CASE", value: "kept" },
  ];

  test("headers keep order and spelling, and nothing is added", () => {
    const bytes = encodeRequest({ method: "GET", target: "/", version: "HTTP/1.1", headers, body: new Uint8Array() });
    expect(decodeUtf8(bytes)).toBe("GET / HTTP/1.1\r\nhost: web\r\nX-Odd-CASE: kept\r\n\r\n");
  });

  test("a chunked answer reads back as it was", () => {
    const body = encodeUtf8("some text");
    const chunked = [{ name: "Transfer-Encoding", value: "chunked" }];
    const bytes = encodeResponse({ version: "HTTP/1.1", status: 200, reason: "OK", headers: chunked, body });
    expect(summary(run(readResponse(streamOf(decodeUtf8(bytes)))))).toBe("200 OK: some text");
  });
});

test("connections stay open as the version and the Connection header say", () => {
  const say = (version: string, value?: string): boolean =>
    keepsAlive({ version, headers: value === undefined ? [] : [{ name: "connection", value }] });
  expect([say("HTTP/1.1"), say("HTTP/1.1", "close"), say("HTTP/1.0"), say("HTTP/1.0", "keep-alive")]).toEqual([
    true,
    false,
    false,
    true,
  ]);
});

test("a header is found whatever its case", () => {
  expect(headerOf([{ name: "Content-Type", value: "a" }], "content-type")).toBe("a");
});
