/**
 * The directives that are known: where each may stand and how many words it takes.
 *
 * Models: the command tables of nginx src/http/modules, src/http/ngx_http_core_module.c, src/core/nginx.c
 * SIMPLIFIED: gzip, buffers, caches of files and other tuning is read and changes nothing; caching, limits, sub-requests,
 *   stream and mail are refused; a location inside a location is refused.
 */
import { parseCidr, parseIp } from "../../../core/ip.ts";
import { NginxConfError, type NginxDirective } from "./nginx-conf.ts";

type Context = "main" | "events" | "http" | "server" | "location" | "if" | "upstream" | "map";

const LETTERS: Readonly<Record<Context, string>> = {
  main: "m",
  events: "e",
  http: "h",
  server: "s",
  location: "l",
  if: "i",
  upstream: "u",
  map: "x",
};

/** Name, contexts by letter, words: `1`, `2-3`, `1+`; `flag`, `size` and `time` are one word of that sort, `block` holds others. */
const TABLE = `user m 1-2|worker_processes m 1|error_log mhsl 1+|pid m 1|daemon m flag|worker_rlimit_nofile m 1
events m block0|worker_connections e 1|multi_accept e flag|use e 1|http m block0
default_type hsl 1|types hsl raw|log_format h 2+|access_log hsli 1+|sendfile hsli flag|tcp_nopush hsl flag|tcp_nodelay hsl flag
keepalive_timeout hsl time|keepalive_requests hsl 1|gzip hsli flag|gzip_types hsl 1+|gzip_min_length hsl 1|gzip_proxied hsl 1+
gzip_vary hsl flag|gzip_comp_level hsl 1|gzip_http_version hsl 1|gzip_disable hsl 1+|gzip_static hsl 1|server h block0
listen s 1+|server_name s 1+|location s block1-2|root hsli 1|alias l 1|index hsl 1+|try_files sl 2+|proxy_pass li 1
proxy_set_header hsl 2|proxy_http_version hsl 1|proxy_read_timeout hsl time|proxy_connect_timeout hsl time
proxy_send_timeout hsl time|proxy_buffering hsl flag|proxy_buffers hsl 2|proxy_buffer_size hsl 1|proxy_busy_buffers_size hsl 1
proxy_request_buffering hsl flag|proxy_redirect hsl 1-2|proxy_hide_header hsl 1|proxy_pass_header hsl 1
proxy_pass_request_headers hsl flag|proxy_pass_request_body hsl flag|proxy_method hsl 1|proxy_ssl_server_name hsl flag
proxy_ssl_name hsl 1|proxy_ssl_verify hsl flag|proxy_next_upstream hsl 1+|proxy_next_upstream_tries hsl 1
proxy_intercept_errors hsl flag|proxy_ignore_client_abort hsl flag|return sli 1-2|deny hsl 1|allow hsl 1|upstream h block1
add_header hsli 2-3|error_page hsli 2+|client_max_body_size hsl size|client_body_buffer_size hsl 1|client_body_timeout hsl time
client_header_timeout hs time|send_timeout hsl time|large_client_header_buffers hs 2|server_tokens hsl 1|resolver hsl 1+
resolver_timeout hsl time|autoindex hsl flag|rewrite sli 2-3|set sli 2|if sl block1+|break sli 0|map h block2|expires hsli 1-2
charset hsli 1|types_hash_max_size hsl 1|types_hash_bucket_size hsl 1|server_names_hash_bucket_size h 1
server_names_hash_max_size h 1|map_hash_bucket_size h 1|variables_hash_max_size h 1|keepalive u 1|least_conn u 0|ip_hash u 0|ssl_certificate hs 1
ssl_certificate_key hs 1|ssl_protocols hs 1+|ssl_ciphers hs 1|ssl_prefer_server_ciphers hs flag|ssl_session_cache hs 1-2
ssl_session_timeout hs time|ssl_session_tickets hs flag|ssl_reject_handshake hs flag|internal l 0|absolute_redirect hsl flag
port_in_redirect hsl flag|server_name_in_redirect hsl flag|http2 hs flag|log_not_found hsl flag|rewrite_log hsli flag
underscores_in_headers hs flag|merge_slashes hs flag|etag hsl flag|open_file_cache hsl 1+|reset_timedout_connection hsl flag
ignore_invalid_headers hs flag|satisfy hsl 1|if_modified_since hsl 1`;

const REFUSED =
  /^(auth_.*|limit_.*|proxy_cache.*|proxy_store.*|fastcgi_.*|uwsgi_.*|scgi_.*|grpc_.*|memcached_.*|sub_filter.*|stub_status|stream|mail|mirror.*|geo|split_clients|perl.*|js_.*|dav_.*|image_filter.*|random|hash|zone|real_ip_.*|set_real_ip_from|valid_referers|limit_except|addition_.*|ssi.*|slice|secure_link.*|stick.*|ssl_client_certificate|ssl_verify_client|load_module|env|thread_pool|pcre_jit|debug_connection|ssl_.*|open_file_cache_.*|userid.*|empty_gif|proxy_bind|proxy_.*|http3.*|quic.*)$/;

interface Shape {
  readonly contexts: string;
  readonly kind: string;
}

const SHAPES: ReadonlyMap<string, Shape> = new Map(
  TABLE.split(/[|\n]/).map((line) => {
    const [name = "", contexts = "", kind = ""] = line.trim().split(" ");
    return [name, { contexts, kind }];
  }),
);

/** Throws NginxConfError at the first directive that nginx would not take. */
export function checkDirectives(directives: readonly NginxDirective[], context: Context = "main"): void {
  for (const directive of directives) {
    const { name, block, file, line } = directive;
    const at = `in ${file}:${line}`;
    if (context === "upstream" && name === "server") continue;
    const shape = SHAPES.get(name);
    if (shape === undefined && (REFUSED.test(name) || context === "upstream"))
      throw new NginxConfError(`"${name}" is not simulated here ${at}`);
    if (shape === undefined) throw new NginxConfError(`unknown directive "${name}" ${at}`);
    if (name === "location" && context === "location")
      throw new NginxConfError(`a "location" inside a location is not simulated here ${at}`);
    if (!shape.contexts.includes(LETTERS[context]))
      throw new NginxConfError(`"${name}" directive is not allowed here ${at}`);
    checkWords(directive, shape.kind);
    if (block === null || shape.kind === "raw" || name === "map") continue;
    checkDirectives(block, name as Context);
  }
}

function checkWords(directive: NginxDirective, kind: string): void {
  const { name, args, block, file, line } = directive;
  const at = `in ${file}:${line}`;
  const isBlock = kind.startsWith("block") || kind === "raw";
  if (isBlock && block === null) throw new NginxConfError(`directive "${name}" has no opening "{" ${at}`);
  if (!isBlock && block !== null) throw new NginxConfError(`directive "${name}" is not terminated by ";" ${at}`);
  if (kind === "raw") return;
  const [, low = "1", plus = "", high = low] = /^(?:block)?(\d+)(\+|-)?(\d+)?$/.exec(kind) ?? [];
  const most = plus === "+" ? Number.POSITIVE_INFINITY : Number(plus === "-" ? high : low);
  const [first = ""] = args;
  const most2 = name === "keepalive_timeout" ? 2 : most;
  if (args.length < Number(low) || args.length > most2)
    throw new NginxConfError(`invalid number of arguments in "${name}" directive ${at}`);
  if (kind === "flag" && first !== "on" && first !== "off")
    throw new NginxConfError(`invalid value "${first}" in "${name}" directive, it must be "on" or "off" ${at}`);
  if ((kind === "size" && !/^\d+[kmg]?$/i.test(first)) || (kind === "time" && !/^(\d+(ms|[smhdwMy])?)+$/.test(first)))
    throw new NginxConfError(`"${name}" directive invalid value ${at}`);
  if ((name === "allow" || name === "deny") && !["all", "unix:"].includes(first))
    if (parseIp(first) === null && parseCidr(first) === null)
      throw new NginxConfError(`invalid parameter "${first}" ${at}`);
  if (name === "rewrite") patternOf(first, "", directive);
  if (name === "set" && !first.startsWith("$")) throw new NginxConfError(`invalid variable name "${first}" ${at}`);
}

/** A pattern of the configuration, or nginx's word on why it is none. */
export function patternOf(text: string, flags: string, { file, line }: NginxDirective): RegExp {
  try {
    return new RegExp(text.replace(/\(\?P</g, "(?<").replace(/^\(\?i\)/, ""), /^\(\?i\)/.test(text) ? "i" : flags);
  } catch {
    throw new NginxConfError(`pcre2_compile() failed: missing closing parenthesis in "${text}" in ${file}:${line}`);
  }
}
