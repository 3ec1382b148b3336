/** What on a line of the terminal can be followed: addresses of the web, and objects as kubectl names them. */

export type TerminalLink =
  | { readonly kind: "url"; readonly url: string; readonly start: number; readonly length: number }
  | { readonly kind: "object"; readonly object: NamedObject; readonly start: number; readonly length: number };

export interface NamedObject {
  /** `Pod`, `Service`, `Deployment`… */
  readonly type: string;
  readonly name: string;
}

const URL_TEXT = /\bhttps?:\/\/[^\s"'<>|\\^`{}]+/g;
/** `deployment.apps/web`, `pod/web-1`, `svc/web`. */
const OBJECT = /(?<![\w./-])([a-z]+)(?:\.[a-z0-9.-]+)?\/([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?![\w/])/g;
/** A Pod of a Deployment says so by its name: the template's hash and five characters. */
const DEPLOYMENT_POD =
  /(?<![\w./-])[a-z0-9](?:[a-z0-9-]*[a-z0-9])?-[bcdf0-9]{8,10}-[bcdfghjklmnpqrstvwxz2456789]{5}(?![\w/-])/g;

const TYPES: Readonly<Record<string, string>> = {
  pod: "Pod",
  pods: "Pod",
  po: "Pod",
  service: "Service",
  services: "Service",
  svc: "Service",
  deployment: "Deployment",
  deployments: "Deployment",
  deploy: "Deployment",
  replicaset: "ReplicaSet",
  statefulset: "StatefulSet",
  daemonset: "DaemonSet",
  job: "Job",
  cronjob: "CronJob",
  ingress: "Ingress",
  networkpolicy: "NetworkPolicy",
  netpol: "NetworkPolicy",
  node: "Node",
  nodes: "Node",
};

export function linksIn(line: string): TerminalLink[] {
  const links: TerminalLink[] = [];
  const isFree = (start: number): boolean => links.every((one) => start < one.start || start >= one.start + one.length);
  for (const { 0: found, index } of line.matchAll(URL_TEXT)) {
    const url = found.replace(/[.,;:!?)\]]+$/, "");
    links.push({ kind: "url", url, start: index, length: url.length });
  }
  const push = (type: string, name: string, at: { start: number; length: number }): void => {
    if (isFree(at.start)) links.push({ kind: "object", object: { type, name }, ...at });
  };
  for (const { 0: found, 1: word = "", 2: name = "", index } of line.matchAll(OBJECT)) {
    const type = TYPES[word];
    if (type !== undefined) push(type, name, { start: index, length: found.length });
  }
  for (const { 0: name, index } of line.matchAll(DEPLOYMENT_POD))
    push("Pod", name, { start: index, length: name.length });
  return links;
}

/** Whether an address means something outside of this page: what is simulated cannot be opened by the browser. */
export function isOfTheWorld(url: string): boolean {
  const { hostname } = new URL(url);
  if (/^[\d.]+$|^\[/.test(hostname) || !hostname.includes(".")) return false;
  return !/\.(local|internal|test|example|localhost|svc)$|\bexample\.(com|org|net)$/.test(hostname);
}
