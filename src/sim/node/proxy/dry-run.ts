/**
 * The rules that kube-proxy would write for a family of addresses, in a kernel of their own: for those who ask about
 * IPv6, or about settings that no node has.
 */
import { formatIp, type Ip, type IpFamily, widthOf } from "../../core/ip.ts";
import type { ApiClient } from "../../kube/api/client.ts";
import type { EndpointSlice, Service } from "../../kube/schema/types.ts";
import { createDummy } from "../../net/link/dummy.ts";
import type { NetNamespace } from "../../net/namespace.ts";
import type { Network } from "../../net/network.ts";
import type { ProxyMode } from "./proxy-mode.ts";
import type { ProxySettings } from "./proxy-settings.ts";
import { ServiceTable } from "./service-table.ts";

export interface DryRun {
  readonly network: Network;
  readonly client: ApiClient;
  readonly node: string;
  readonly mode: ProxyMode;
  readonly family: IpFamily;
  /** Addresses of the other family are left out. */
  readonly settings: ProxySettings;
}

export function dryRun({ network, client, node: name, mode, family, settings }: DryRun): NetNamespace {
  const namespace = network.createNamespace({ name: `${name}/dry-run` });
  const isOurs = (ip: Ip): boolean => (typeof ip === "number") === (family === 4);
  const nodeIPs = settings.nodeIPs.filter(isOurs);
  const device = createDummy(namespace, "eth0");
  for (const ip of nodeIPs) namespace.addAddress(device, `${formatIp(ip)}/${widthOf(ip)}`);
  const node = { name, zone: "" };
  const services = new ServiceTable(family);
  for (const service of client.list<Service>("services")) services.setService(service);
  for (const slice of client.list<EndpointSlice>("endpointslices")) services.setSlice(slice);
  const podCIDR = settings.podCIDR !== null && isOurs(settings.podCIDR.base) ? settings.podCIDR : null;
  const writer = mode.open({ namespace, node, family, settings: { ...settings, nodeIPs, podCIDR } });
  writer.setUp();
  writer.prepare(services.entries()).commit();
  return namespace;
}
