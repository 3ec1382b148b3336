/** From what to what a request may be asked for, and how that is said. */
import type { MapObject } from "../worker/map/map-protocol.ts";

export interface End {
  readonly id: string;
  readonly text: string;
}

const PODS_MAX = 200;
/** Ports on which something other than HTTP is hardly ever found. */
const HTTP_PORT = /^(80|8\d\d\d|3000|5000|9090)$/;
const USUAL_PORT = 80;

export function sources(objects: Iterable<MapObject>): End[] {
  const all = [...objects];
  return [
    ...all.filter(({ kind }) => kind === "Host"),
    ...fewPods(all),
    ...all.filter(({ kind }) => kind === "Node"),
  ].map(endOf);
}

export function targets(objects: Iterable<MapObject>): End[] {
  const all = [...objects];
  const first = all.filter(({ kind }) => kind === "Ingress" || kind === "LoadBalancer" || kind === "Service");
  const last = all.filter(({ kind }) => kind === "Node" || kind === "Internet");
  return [...first, ...fewPods(all), ...last].map(endOf);
}

/** Of many Pods, one that is well of each workload: its sisters would get the same answer nearly always. */
function fewPods(objects: readonly MapObject[]): MapObject[] {
  const pods = objects.filter(({ kind, addresses, isSystem }) => kind === "Pod" && addresses.length > 0 && !isSystem);
  if (pods.length <= PODS_MAX) return pods;
  const found = new Map<string, MapObject>();
  for (const pod of pods) {
    const key = pod.workload ?? pod.id;
    const sofar = found.get(key);
    if (sofar === undefined || (sofar.state !== "good" && pod.state === "good")) found.set(key, pod);
  }
  return [...found.values()].slice(0, PODS_MAX);
}

function endOf({ id, kind, namespace, name }: MapObject): End {
  if (kind === "Host" || kind === "Internet")
    return { id, text: kind === "Host" ? name : "the Internet (example.com)" };
  const word = kind === "LoadBalancer" ? "load balancer of" : kind;
  return { id, text: `${word} ${name}${namespace === null || namespace === "default" ? "" : ` in ${namespace}`}` };
}

/** As the probe is told where it sends from. */
export function fromText({ kind, namespace, name }: MapObject): string {
  if (kind === "Host") return "host";
  return kind === "Node" ? `node/${name}` : `pod/${namespace ?? "default"}/${name}`;
}

export function usualPort({ ports }: MapObject): number {
  return ports[0]?.port ?? USUAL_PORT;
}

/** `http://web.shop:8080` or `10.1.0.7:5432`, as somebody at that source would write it. */
export function toText(source: MapObject, target: MapObject, port: number): string {
  const host = hostText(source, target);
  if (!HTTP_PORT.test(String(port))) return port === 443 ? `https://${host}` : `${host}:${port}`;
  return port === 80 ? `http://${host}` : `http://${host}:${port}`;
}

function hostText(source: MapObject, target: MapObject): string {
  const { kind, name, namespace, addresses, links } = target;
  if (kind === "Internet") return "example.com";
  if (kind === "Ingress") {
    const host = links
      .map(({ on }) => on.split("/")[0] ?? "")
      .find((one) => /^[a-z0-9]/i.test(one) && one.includes("."));
    return host ?? addresses[0] ?? "localhost";
  }
  if (kind !== "Service" || source.kind !== "Pod") return addresses[0] ?? name;
  return namespace === source.namespace ? name : `${name}.${namespace ?? "default"}`;
}
