/** `reset`'s `dns`: CoreDNS's settings, as the Corefile that says the same. */
import { optionalNumber, optionalRecord, optionalText, optionalTexts, type Request } from "./fields.ts";

export interface DnsSettings {
  readonly zones?: readonly string[] | undefined;
  readonly pods?: string | undefined;
  readonly ttl?: number | undefined;
  readonly namespaces?: readonly string[] | undefined;
  readonly ignoreEmptyService?: boolean;
  readonly localIPs?: readonly string[] | undefined;
  readonly upstream?: readonly string[] | undefined;
  readonly servfail?: readonly string[] | undefined;
}

export function dnsSettings(request: Request): DnsSettings {
  const dns = optionalRecord(request, "dns") ?? {};
  return {
    zones: optionalTexts(dns, "zones"),
    pods: optionalText(dns, "pods"),
    ttl: optionalNumber(dns, "ttl"),
    namespaces: optionalTexts(dns, "namespaces"),
    ignoreEmptyService: dns.ignoreEmptyService === true,
    localIPs: optionalTexts(dns, "localIPs"),
    upstream: optionalTexts(dns, "upstream"),
    servfail: optionalTexts(dns, "servfail"),
  };
}

export function corefileOf({
  zones = ["cluster.local", "in-addr.arpa", "ip6.arpa"],
  pods = "insecure",
  ttl = 30,
  namespaces = [],
  ignoreEmptyService,
}: DnsSettings): string {
  return [
    ".:53 {",
    `  kubernetes ${zones.join(" ")} {`,
    `    pods ${pods}`,
    `    ttl ${ttl}`,
    ...(namespaces.length > 0 ? [`    namespaces ${namespaces.join(" ")}`] : []),
    ...(ignoreEmptyService === true ? ["    ignore empty_service"] : []),
    "  }",
    "  forward . /etc/resolv.conf",
    "}",
  ].join("\n");
}
