/** The names of well-known ports. Models: services(5), IANA's registry, as far as tools here meet them. */

const SERVICES: readonly (readonly [name: string, port: number, protocols: string])[] = [
  ["ftp", 21, "tcp"],
  ["ssh", 22, "tcp"],
  ["telnet", 23, "tcp"],
  ["smtp", 25, "tcp"],
  ["domain", 53, "tcp udp"],
  ["bootps", 67, "udp"],
  ["http", 80, "tcp"],
  ["kerberos", 88, "tcp udp"],
  ["pop3", 110, "tcp"],
  ["ntp", 123, "udp"],
  ["imap2", 143, "tcp"],
  ["snmp", 161, "tcp udp"],
  ["bgp", 179, "tcp"],
  ["ldap", 389, "tcp udp"],
  ["https", 443, "tcp udp"],
  ["ldaps", 636, "tcp udp"],
  ["imaps", 993, "tcp"],
  ["ms-sql-s", 1433, "tcp"],
  ["mysql", 3306, "tcp"],
  ["postgresql", 5432, "tcp"],
  ["amqp", 5672, "tcp udp sctp"],
  ["redis", 6379, "tcp"],
  ["http-alt", 8080, "tcp udp"],
];

export function serviceName(port: number, protocol: "tcp" | "udp"): string | null {
  return (
    SERVICES.find(([, known, protocols]) => known === port && protocols.split(" ").includes(protocol))?.[0] ?? null
  );
}

export function servicePort(name: string, protocol: "tcp" | "udp"): number | null {
  return (
    SERVICES.find(([known, , protocols]) => known === name && protocols.split(" ").includes(protocol))?.[1] ?? null
  );
}
