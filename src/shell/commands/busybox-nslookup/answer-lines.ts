/** The records of an answer as BusyBox's nslookup writes them. Models: busybox networking/nslookup.c parse_reply() */
import { formatIp } from "../../../sim/core/ip.ts";
import type { DnsMessage } from "../../../sim/net/dns/message.ts";
import type { DnsRecord } from "../../../sim/net/dns/record.ts";

export function answerLines(message: DnsMessage): string[] | null {
  return message.answers.flatMap(linesOf);
}

function bare(name: string): string {
  return name.replace(/\.$/, "");
}

function linesOf(record: DnsRecord): string[] {
  const name = bare(record.name);
  switch (record.type) {
    case "A":
    case "AAAA":
      return [`Name:\t${name}`, `Address: ${formatIp(record.data)}`];
    case "CNAME":
      return [`${name}\tcanonical name = ${bare(record.data)}`];
    case "NS":
      return [`${name}\tnameserver = ${bare(record.data)}`];
    case "PTR":
      return [`${name}\tname = ${bare(record.data)}`];
    case "MX":
      return [`${name}\tmail exchanger = ${record.data.preference} ${bare(record.data.exchange)}`];
    case "TXT":
      return record.data.map((text) => `${name}\ttext = "${text}"`);
    case "SRV": {
      const { priority, weight, port, target } = record.data;
      return [`${name}\tservice = ${priority} ${weight} ${port} ${bare(target)}`];
    }
    case "SOA": {
      const { mname, rname, serial, refresh, retry, expire, minimum } = record.data;
      return [
        name,
        `\torigin = ${bare(mname)}`,
        `\tmail addr = ${bare(rname)}`,
        `\tserial = ${serial}`,
        `\trefresh = ${refresh}`,
        `\tretry = ${retry}`,
        `\texpire = ${expire}`,
        `\tminimum = ${minimum}`,
      ];
    }
    case "unknown":
      return [`${name}\tunknown type ${record.code}`];
  }
}
