import { expect, test } from "vitest";
import { cidr } from "../../../core/ip.ts";
import { ipvsMode } from "../ipvs/ipvs-mode.ts";
import { DEFAULT_PROXY_SETTINGS } from "../proxy-settings.ts";
import {
  ConfigurationError,
  configurationOf,
  fieldsOfFile,
  fieldsOfFlags,
  type ProxyConfiguration,
} from "./configuration.ts";
import { startLines } from "./log-lines.ts";

const SETUP = { mode: ipvsMode, settings: DEFAULT_PROXY_SETTINGS };

function configured(text: string): ProxyConfiguration {
  return configurationOf(fieldsOfFile(`kind: KubeProxyConfiguration\nmode: ipvs\n${text}`), SETUP, ipvsMode);
}

test("the ipvs part of the file", () => {
  const { settings } = configured(`ipvs:
  excludeCIDRs:
  - 10.0.0.0/8
  - 192.168.1.0/24
  scheduler: sh
  strictARP: true
  tcpTimeout: 15m0s
  udpTimeout: 0s
`);
  expect(settings.ipvs).toEqual({
    scheduler: "sh",
    strictARP: true,
    excludeCIDRs: [cidr("10.0.0.0/8"), cidr("192.168.1.0/24")],
    tcpTimeoutSec: 900,
    tcpFinTimeoutSec: 0,
    udpTimeoutSec: 0,
  });
});

test("the same by flags", () => {
  const words = [
    "--proxy-mode=ipvs",
    "--ipvs-scheduler=lc",
    "--ipvs-tcpfin-timeout=30s",
    "--ipvs-exclude-cidrs=10.0.0.0/8",
  ];
  const { settings } = configurationOf(fieldsOfFlags(words), SETUP, ipvsMode);
  expect(settings.ipvs).toMatchObject({ scheduler: "lc", tcpFinTimeoutSec: 30, excludeCIDRs: [cidr("10.0.0.0/8")] });
});

test.each([
  ["scheduler: fair", 'Scheduler: Invalid value: "fair"'],
  ["tcpTimeout: 5", 'time: missing unit in duration "5"'],
  ["excludeCIDRs: [10.0.0.1]", 'ExcludeCIDRs[0]: Invalid value: "10.0.0.1": must be a valid IP block'],
])("ipvs %s is refused", (line, words) => {
  expect(() => configured(`ipvs:\n  ${line}\n`)).toThrow(ConfigurationError);
  expect(() => configured(`ipvs:\n  ${line}\n`)).toThrow(words);
});

test("the log says that the mode is deprecated, and what nobody chose", () => {
  const said = (text: string): readonly string[] => startLines(configured(text)).map(([, , words]) => words);
  expect(said("")).toContain(
    `"The ipvs proxier is now deprecated and may be removed in a future release. Please use 'nftables' instead."`,
  );
  expect(said("")).toContain('"IPVS scheduler not specified, use rr by default" ipFamily="IPv4"');
  expect(said("ipvs:\n  scheduler: rr\n").join("\n")).not.toContain("not specified");
});
