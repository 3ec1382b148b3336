/** What sort of an answer this is, for log and cache. Models: coredns plugin/pkg/response. */
import type { DnsMessage } from "../../../net/dns/message.ts";

export type AnswerClass = "success" | "denial" | "error";

export function isDenial({ rcode, answers, authorities }: DnsMessage): boolean {
  if (rcode === "NXDOMAIN") return answers.length === 0;
  return rcode === "NOERROR" && answers.length === 0 && authorities.some(({ type }) => type === "SOA");
}

export function classOf(message: DnsMessage): AnswerClass {
  if (isDenial(message)) return "denial";
  return message.rcode === "NOERROR" ? "success" : "error";
}
