/** Bridges as they were shown before iproute2. Models: bridge-utils 1.7 brctl_cmd.c. SIMPLIFIED: it shows; only hairpin is changed. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Device } from "../../../sim/net/device.ts";
import { Bridge } from "../../../sim/net/link/bridge.ts";
import { formatMac } from "../../../sim/net/mac.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";

const USAGE = `Usage: brctl [commands]
commands:
	addbr     	<bridge>		add bridge
	delbr     	<bridge>		delete bridge
	addif     	<bridge> <device>	add interface to bridge
	delif     	<bridge> <device>	delete interface from bridge
	hairpin   	<bridge> <port> {on|off}	turn hairpin on/off
	setageing 	<bridge> <time>		set ageing time
	setbridgeprio	<bridge> <prio>		set bridge priority
	setfd     	<bridge> <time>		set bridge forward delay
	sethello  	<bridge> <time>		set hello time
	setmaxage 	<bridge> <time>		set max message age
	setpathcost	<bridge> <port> <cost>	set path cost
	setportprio	<bridge> <port> <prio>	set port priority
	show      	[ <bridge> ]		show a list of bridges
	showmacs  	<bridge>		show a list of mac addrs
	showstp   	<bridge>		show bridge stp info
	stp       	<bridge> {on|off}	turn stp on/off
`;

function bridges(process: Process): Device[] {
  return [...process.machine.network.devices.values()].filter(({ kind }) => kind === "bridge");
}

function named(process: Process, name: string | undefined): { device: Device; bridge: Bridge } {
  const device = bridges(process).find((one) => one.name === name);
  if (device === undefined || !(device.link instanceof Bridge))
    throw new Failure(`bridge ${name ?? ""} does not exist!\n`, 1);
  return { device, bridge: device.link };
}

export function* brctl(process: Process): Run<number> {
  const [command, ...args] = process.argv.slice(1);
  switch (command) {
    case "show":
      yield* process.print(
        `bridge name\tbridge id\t\tSTP enabled\tinterfaces\n${(args[0] === undefined ? bridges(process) : [named(process, args[0]).device]).map(bridgeLines).join("")}`,
      );
      return 0;
    case "showmacs":
      yield* process.print(`port no\tmac addr\t\tis local?\tageing timer\n${macLines(process, args[0])}`);
      return 0;
    case "hairpin": {
      const { bridge } = named(process, args[0]);
      const port = bridge.ports.find(({ name }) => name === args[1]);
      if (port === undefined) throw new Failure(`can't set hairpin of ${args[1] ?? ""}: No such device\n`, 1);
      port.hairpin = args[2] === "on" || args[2] === "yes" || args[2] === "1";
      return 0;
    }
    case undefined:
    case "-h":
    case "--help":
      throw new Failure(USAGE, command === undefined ? 1 : 0);
    default:
      if (USAGE.includes(`\t${command} `) || USAGE.includes(`\t${command}\t`))
        throw new Failure(`brctl: ${command} is not simulated here\n`, 1);
      throw new Failure(`never heard of command [${command}]\n${USAGE}`, 1);
  }
}

function bridgeLines(device: Device): string {
  const ports = device.link instanceof Bridge ? device.link.ports.map(({ name }) => name) : [];
  const head = `${device.name}\t\t8000.${formatMac(device.mac).replaceAll(":", "")}\tno\t\t`;
  return `${head}${ports.length === 0 ? "" : ports.join("\n\t\t\t\t\t\t\t")}\n`;
}

function macLines(process: Process, name: string | undefined): string {
  const { bridge } = named(process, name);
  const { nowUs } = process;
  const rows: { mac: string; text: string }[] = [];
  for (const [i, port] of bridge.ports.entries()) {
    const row = (mac: string, isLocal: boolean, ageSec: number): void => {
      rows.push({
        mac,
        text: `${String(i + 1).padStart(3)}\t${mac}\t${isLocal ? "yes" : "no"}\t\t${ageSec.toFixed(2).padStart(7)}\n`,
      });
    };
    row(formatMac(port.mac), true, 0);
    for (const [mac, entry] of bridge.fdb)
      if (entry.port === port && mac !== port.mac) row(formatMac(mac), false, (nowUs - entry.seenAtUs) / 1_000_000);
  }
  return rows
    .sort((a, b) => (a.mac < b.mac ? -1 : 1))
    .map(({ text }) => text)
    .join("");
}
