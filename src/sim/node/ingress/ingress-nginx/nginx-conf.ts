/**
 * /etc/nginx/nginx.conf as the controller writes it: true to what it does, shorter than the real one.
 *
 * Models: kubernetes/ingress-nginx rootfs/etc/nginx/template/nginx.tmpl
 * SIMPLIFIED: global tuning and Lua's set-up are left out of the file.
 */
import type { Configuration, Location, Server } from "./configuration.ts";
import type { Options } from "./options.ts";
import { nameOf } from "./proxy.ts";

const FORMAT = `$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_length $request_time [$proxy_upstream_name] [$proxy_alternative_upstream_name] $upstream_addr $upstream_response_length $upstream_response_time $upstream_status $req_id`;

export function nginxConf({ servers }: Configuration, { release }: Options): string {
  return `
# Configuration checksum: made by ingress-nginx ${release}

# setup custom paths that do not require root access
pid /tmp/nginx/nginx.pid;

daemon off;

events {
	multi_accept        on;
	worker_connections  16384;
	use                 epoll;
}

http {
	server_tokens off;

	log_format upstreaminfo '${FORMAT}';
	access_log /var/log/nginx/access.log upstreaminfo;
	error_log  /var/log/nginx/error.log notice;

	ssl_protocols TLSv1.2 TLSv1.3;

	upstream upstream_balancer {
		server 0.0.0.1; # placeholder
		balancer_by_lua_file /etc/nginx/lua/nginx/ngx_conf_balancer.lua;
		keepalive 320;
	}
${servers.map(serverText).join("")}
	# default server, used for NGINX healthcheck and access to nginx stats
	server {
		listen 127.0.0.1:10246;
		set $proxy_upstream_name "internal";
	}
}
`;
}

function serverText(server: Server): string {
  const { host, locations } = server;
  const isDefault = host === "_" ? " default_server" : "";
  const all = locations.flatMap((location) => blocks(location).map((head) => locationText(head, location, server)));
  const root = locations.some(({ path, pathType }) => path === "/" && pathType !== "Exact") ? "" : defaultLocation();
  return `
	## start server ${host}
	server {
		server_name ${host} ;

		listen 80${isDefault} ;
		listen 443${isDefault} ssl http2 ;

		set $proxy_upstream_name "-";

		ssl_certificate_by_lua_file /etc/nginx/lua/nginx/ngx_conf_certificate.lua;
${all.join("")}${root}	}
	## end server ${host}
`;
}

/** One for a pattern, an exact or a literal path; two for a prefix, which ends where a part of a path ends. */
function blocks({ path, pathType, pattern }: Location): string[] {
  if (pattern !== null) return [`~* "^${path}"`];
  if (pathType === "Exact") return [`= ${path}`];
  if (path === "/" || pathType === "ImplementationSpecific") return [path];
  const bare = path.replace(/\/$/, "");
  return [`${bare}/`, `= ${bare}`];
}

function locationText(head: string, location: Location, { secret }: Server): string {
  const { backend, ingress, settings, path } = location;
  const { rewriteTarget } = settings;
  const isRewritten = rewriteTarget !== null && rewriteTarget !== path;
  const rewrite = isRewritten ? `\n			rewrite "(?i)${path}" ${rewriteTarget} break;` : "";
  const redirects = settings.forceSslRedirect || (settings.sslRedirect && secret !== null);
  return `
		location ${head} {
			set $namespace      "${ingress.metadata.namespace}";
			set $ingress_name   "${ingress.metadata.name}";
			set $service_name   "${backend.service.name}";
			set $service_port   "${backend.service.port?.number ?? backend.service.port?.name ?? ""}";
			set $location_path  "${path}";
			set $force_ssl_redirect "${settings.forceSslRedirect}";
			set $ssl_redirect "${redirects}";

			set $proxy_upstream_name "${nameOf(backend)}";

			client_max_body_size                    ${settings.bodySizeText};

			proxy_set_header Host                   $best_http_host;
			proxy_set_header X-Request-ID           $req_id;
			proxy_set_header X-Real-IP              $remote_addr;
			proxy_set_header X-Forwarded-For        $remote_addr;
			proxy_set_header X-Forwarded-Host       $best_http_host;
			proxy_set_header X-Forwarded-Port       $pass_port;
			proxy_set_header X-Forwarded-Proto      $pass_access_scheme;
			proxy_set_header X-Forwarded-Scheme     $pass_access_scheme;
			proxy_set_header X-Scheme               $pass_access_scheme;

			proxy_connect_timeout                   ${settings.connectTimeoutSec}s;
			proxy_read_timeout                      ${settings.readTimeoutSec}s;
			proxy_next_upstream                     error timeout;
			proxy_next_upstream_tries               3;
${rewrite}
			proxy_pass ${settings.backendProtocol.toLowerCase()}://upstream_balancer;

			proxy_redirect                          off;
		}
`;
}

function defaultLocation(): string {
  return `
		location / {
			set $proxy_upstream_name "upstream-default-backend";

			proxy_pass http://upstream_balancer;
		}
`;
}
