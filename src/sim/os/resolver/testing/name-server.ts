/** A small name server for tests: zone lines in, DNS packets out. */
import { parseIp } from "../../../core/ip.ts";
import { Task } from "../../../core/task.ts";
import type { Run } from "../../../core/wait.ts";
import { type DnsMessage, decodeMessage, encodeMessage, reply } from "../../../net/dns/message.ts";
import { fqdn, sameName } from "../../../net/dns/name.ts";
import { codeOf, type DnsRecord, TYPES } from "../../../net/dns/record.ts";
import { NetError } from "../../../net/net-error.ts";
import type { Machine } from "../../machine.ts";

/** `web.example A 10.0.0.1`, `alias CNAME web.example`, `broken SERVFAIL`. Whatever is not listed does not exist. */
export function startNameServer(machine: Machine, zone: readonly string[], address = "127.0.0.1"): void {
  const socket = machine.network.sockets.bindUdp({ ip: parseIp(address) ?? 0, port: 53 });
  function* serve(): Run<void> {
    for (;;) {
      const got = socket.tryReceive();
      if (got === null) yield { on: [socket.readable] };
      else if (!(got instanceof NetError)) {
        const asked = decodeMessage(got.data);
        if (asked !== null) socket.sendTo(got.from, got.fromPort, encodeMessage(answer(asked, zone)));
      }
    }
  }
  new Task(machine.clock, serve(), () => socket.close());
}

function answer(asked: DnsMessage, zone: readonly string[]): DnsMessage {
  const question = asked.questions[0];
  if (question === undefined) return reply(asked, { rcode: "FORMERR" });
  const lines = zone.map((line) => line.split(" ")).filter(([name = ""]) => sameName(name, question.name));
  if (lines.some(([, type]) => type === "SERVFAIL")) return reply(asked, { rcode: "SERVFAIL" });
  const fields = { authoritative: true, edns: asked.edns };
  if (lines.length === 0) return reply(asked, { ...fields, rcode: "NXDOMAIN" });
  const records = lines.map(recordOf);
  const wanted = records.filter((record) => codeOf(record) === question.type || record.type === "CNAME");
  const followed = wanted.flatMap((record) =>
    record.type === "CNAME" && question.type !== TYPES.CNAME
      ? [
          record,
          ...zone
            .map((line) => recordOf(line.split(" ")))
            .filter((other) => sameName(other.name, record.data) && codeOf(other) === question.type),
        ]
      : [record],
  );
  return reply(asked, { ...fields, answers: followed });
}

function recordOf([name = "", type = "", ...data]: readonly string[]): DnsRecord {
  const owned = { name: fqdn(name), ttlSec: 30 };
  if (type === "A") return { ...owned, type, data: parseIp(data[0] ?? "") ?? 0 };
  if (type === "CNAME" || type === "PTR" || type === "NS") return { ...owned, type, data: fqdn(data[0] ?? "") };
  if (type === "SRV")
    return {
      ...owned,
      type,
      data: { priority: Number(data[0]), weight: Number(data[1]), port: Number(data[2]), target: fqdn(data[3] ?? "") },
    };
  return { ...owned, type: "TXT", data };
}
