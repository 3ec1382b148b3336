/**
 * A table of connections that is too small, and one that two processors write to at once.
 *
 * Models: nf_conntrack_max (what is not assured has been given up already); the race of A and AAAA through NAT
 */
import { ASSURED } from "../../net/flow.ts";
import { type Fault, nodesOf, numberOf } from "./fault.ts";

export const conntrackFull: Fault = {
  name: "conntrack-full",
  takes: ["on=NODE", "max=NUMBER"],
  says: "The table of connections has room for few: new ones are dropped, old ones go on.",
  inject(world, about) {
    const back = nodesOf(world, about).map(({ machine }) => {
      const { sysctls, conntrack } = machine.network;
      conntrack.delete((flow) => (flow.status & ASSURED) === 0);
      const had = sysctls.nfConntrackMax;
      sysctls.nfConntrackMax = Math.max(1, Math.round(numberOf(about, "max", conntrack.count)));
      return () => {
        sysctls.nfConntrackMax = had;
      };
    });
    return () => {
      for (const repair of back) repair();
    };
  },
};

export const dnsRace: Fault = {
  name: "dns-race",
  takes: ["on=NODE", "us=NUMBER"],
  says: "Two questions of one socket race each other through NAT; when they go to different servers, the second is lost and asked again after 5 s.",
  inject(world, about) {
    const us = Math.round(numberOf(about, "us", 1000));
    const nodes = nodesOf(world, about);
    for (const { machine } of nodes) machine.network.conntrack.raceUs = us;
    return () => {
      for (const { machine } of nodes) machine.network.conntrack.raceUs = 0;
    };
  },
};
