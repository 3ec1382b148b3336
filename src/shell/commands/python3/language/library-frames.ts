/**
 * What a traceback shows of Python's own library on the way to an error, outermost first.
 *
 * Models: the tracebacks of CPython 3.11.7
 */
import type { Frame } from "./values.ts";

/** File and line; then the function, and the text that is shown below. */
const LINES: Readonly<Record<string, readonly [string, string]>> = {
  "http/client.py:286": [
    "_read_status",
    '    line = str(self.fp.readline(_MAXLINE + 1), "iso-8859-1")\n               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^',
  ],
  "http/client.py:325": [
    "begin",
    "    version, status, reason = self._read_status()\n                              ^^^^^^^^^^^^^^^^^^^",
  ],
  "http/client.py:952": [
    "connect",
    "    self.sock = self._create_connection(\n                ^^^^^^^^^^^^^^^^^^^^^^^^",
  ],
  "http/client.py:986": ["send", "    self.connect()"],
  "http/client.py:1048": ["_send_output", "    self.send(msg)"],
  "http/client.py:1289": ["endheaders", "    self._send_output(message_body, encode_chunked=encode_chunked)"],
  "http/client.py:1294": ["request", "    self._send_request(method, url, body, headers, encode_chunked)"],
  "http/client.py:1340": ["_send_request", "    self.endheaders(body, encode_chunked=encode_chunked)"],
  "http/client.py:1386": ["getresponse", "    response.begin()"],
  "json/__init__.py:231": ["dumps", "    return _default_encoder.encode(obj)\n           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^"],
  "json/__init__.py:293": ["load", "    return loads(fp.read(),\n           ^^^^^^^^^^^^^^^^"],
  "json/__init__.py:346": ["loads", "    return _default_decoder.decode(s)\n           ^^^^^^^^^^^^^^^^^^^^^^^^^^"],
  "json/decoder.py:337": [
    "decode",
    "    obj, end = self.raw_decode(s, idx=_w(s, 0).end())\n               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
  ],
  "json/decoder.py:340": ["decode", '    raise JSONDecodeError("Extra data", s, end)'],
  "json/decoder.py:353": ["raw_decode", "    obj, end = self.scan_once(s, idx)\n               ^^^^^^^^^^^^^^^^^^^^^^"],
  "json/decoder.py:355": ["raw_decode", '    raise JSONDecodeError("Expecting value", s, err.value) from None'],
  "json/encoder.py:180": ["default", "    raise TypeError(f'Object of type {o.__class__.__name__} '"],
  "json/encoder.py:200": [
    "encode",
    "    chunks = self.iterencode(o, _one_shot=True)\n             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
  ],
  "json/encoder.py:258": ["iterencode", "    return _iterencode(o, 0)\n           ^^^^^^^^^^^^^^^^^"],
  "socket.py:706": ["readinto", "    return self._sock.recv_into(b)\n           ^^^^^^^^^^^^^^^^^^^^^^^"],
  "socket.py:827": [
    "create_connection",
    "    for res in getaddrinfo(host, port, 0, SOCK_STREAM):\n               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
  ],
  "socket.py:836": ["create_connection", "    sock.connect(sa)"],
  "socket.py:851": ["create_connection", "    raise exceptions[0]"],
  "socket.py:962": [
    "getaddrinfo",
    "    for res in _socket.getaddrinfo(host, port, family, type, proto, flags):\n               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
  ],
  "urllib/request.py:216": [
    "urlopen",
    "    return opener.open(url, data, timeout)\n           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
  ],
  "urllib/request.py:322": ["__init__", "    self.full_url = url\n    ^^^^^^^^^^^^^"],
  "urllib/request.py:348": ["full_url", "    self._parse()"],
  "urllib/request.py:377": ["_parse", '    raise ValueError("unknown url type: %r" % self.full_url)'],
  "urllib/request.py:496": ["_call_chain", "    result = func(*args)\n             ^^^^^^^^^^^"],
  "urllib/request.py:503": ["open", "    req = Request(fullurl, data)\n          ^^^^^^^^^^^^^^^^^^^^^^"],
  "urllib/request.py:519": ["open", "    response = self._open(req, data)\n               ^^^^^^^^^^^^^^^^^^^^^"],
  "urllib/request.py:525": ["open", "    response = meth(req, response)\n               ^^^^^^^^^^^^^^^^^^^"],
  "urllib/request.py:536": [
    "_open",
    "    result = self._call_chain(self.handle_open, protocol, protocol +\n             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
  ],
  "urllib/request.py:541": [
    "_open",
    "    return self._call_chain(self.handle_open, 'unknown',\n           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
  ],
  "urllib/request.py:563": ["error", "    return self._call_chain(*args)\n           ^^^^^^^^^^^^^^^^^^^^^^^"],
  "urllib/request.py:634": ["http_response", "    response = self.parent.error(\n               ^^^^^^^^^^^^^^^^^^"],
  "urllib/request.py:643": ["http_error_default", "    raise HTTPError(req.full_url, code, msg, hdrs, fp)"],
  "urllib/request.py:1348": ["do_open", "    h.request(req.get_method(), req.selector, req.data, headers,"],
  "urllib/request.py:1351": ["do_open", "    raise URLError(err)"],
  "urllib/request.py:1352": ["do_open", "    r = h.getresponse()\n        ^^^^^^^^^^^^^^^"],
  "urllib/request.py:1377": [
    "http_open",
    "    return self.do_open(http.client.HTTPConnection, req)\n           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
  ],
  "urllib/request.py:1419": ["unknown_open", "    raise URLError('unknown url type: %s' % type)"],
};

const CHAINS = {
  URL_OPEN: [
    "urllib/request.py:216",
    "urllib/request.py:519",
    "urllib/request.py:536",
    "urllib/request.py:496",
    "urllib/request.py:1377",
  ],
  URL_WRAPPED: ["urllib/request.py:1351"],
  URL_REQUESTING: ["urllib/request.py:1348"],
  URL_ANSWERING: ["urllib/request.py:1352"],
  HTTP_REQUEST: [
    "http/client.py:1294",
    "http/client.py:1340",
    "http/client.py:1289",
    "http/client.py:1048",
    "http/client.py:986",
    "http/client.py:952",
  ],
  HTTP_RESPONSE: ["http/client.py:1386", "http/client.py:325", "http/client.py:286", "socket.py:706"],
  CONNECT_FAILED: ["socket.py:851", "socket.py:836"],
  CONNECT_RESOLVING: ["socket.py:827"],
  RESOLVING: ["socket.py:962"],
  HTTP_ERROR: [
    "urllib/request.py:216",
    "urllib/request.py:525",
    "urllib/request.py:634",
    "urllib/request.py:563",
    "urllib/request.py:496",
    "urllib/request.py:643",
  ],
  BAD_URL: [
    "urllib/request.py:216",
    "urllib/request.py:503",
    "urllib/request.py:322",
    "urllib/request.py:348",
    "urllib/request.py:377",
  ],
  BAD_SCHEME: [
    "urllib/request.py:216",
    "urllib/request.py:519",
    "urllib/request.py:541",
    "urllib/request.py:496",
    "urllib/request.py:1419",
  ],
  JSON_LOAD: ["json/__init__.py:293"],
  JSON_VALUE: ["json/__init__.py:346", "json/decoder.py:337", "json/decoder.py:355"],
  JSON_SCAN: ["json/__init__.py:346", "json/decoder.py:337", "json/decoder.py:353"],
  JSON_EXTRA: ["json/__init__.py:346", "json/decoder.py:340"],
  JSON_DUMPS: ["json/__init__.py:231", "json/encoder.py:200", "json/encoder.py:258", "json/encoder.py:180"],
} as const;

export type Chain = keyof typeof CHAINS;

/** The frames of these stretches, one after the other. */
export function libraryFrames(...chains: readonly Chain[]): Frame[] {
  return chains.flatMap((chain) =>
    CHAINS[chain].map((at): Frame => {
      const [file, line] = at.split(":") as [string, string];
      const [scope, shown] = LINES[at] as readonly [string, string];
      return { file: `/usr/local/lib/python3.11/${file}`, line: Number(line), scope, shown };
    }),
  );
}
