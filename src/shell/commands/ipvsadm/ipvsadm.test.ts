import { expect, test } from "vitest";
import { given, run } from "../../testing/given.ts";

const SETUP = `ipvsadm -A -t 10.96.0.1:443 -s rr
ipvsadm -a -t 10.96.0.1:443 -r 172.18.0.2:6443 -m
ipvsadm -A -t 172.18.0.3:30080 -s wrr -p 600 -M 255.255.255.0
ipvsadm -a -t 172.18.0.3:30080 -r 10.244.1.5:8000 -m -w 3
ipvsadm -a -t 172.18.0.3:30080 -r 10.244.1.4:8000 -m -x 100 -y 50
ipvsadm -A -u 10.96.0.10:53
ipvsadm -A -f 7 -s sh -b sh-fallback,sh-port
`;

test("services and servers are sorted, by what the tool takes for the order of addresses", () => {
  expect(run(given.machine(), `${SETUP}ipvsadm -Ln`).stdout).toBe(`IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
TCP  172.18.0.3:30080 wrr persistent 600 mask 255.255.255.0
  -> 10.244.1.4:8000              Masq    1      0          0         
  -> 10.244.1.5:8000              Masq    3      0          0         
TCP  10.96.0.1:443 rr
  -> 172.18.0.2:6443              Masq    1      0          0         
UDP  10.96.0.10:53 wlc
FWM  7 sh (sh-fallback,sh-port)
`);
});

test("what is saved can be restored", () => {
  const machine = given.machine();
  const saved = run(machine, `${SETUP}ipvsadm -S -n`).stdout;
  expect(saved).toBe(`-A -t 172.18.0.3:30080 -s wrr -p 600 -M 255.255.255.0
-a -t 172.18.0.3:30080 -r 10.244.1.4:8000 -m -w 1
-a -t 172.18.0.3:30080 -r 10.244.1.5:8000 -m -w 3
-A -t 10.96.0.1:443 -s rr
-a -t 10.96.0.1:443 -r 172.18.0.2:6443 -m -w 1
-A -u 10.96.0.10:53 -s wlc
-A -f 7 -s sh -b sh-fallback,sh-port
`);
  const again = run(machine, `ipvsadm -Sn > /tmp/saved; ipvsadm -C; ipvsadm -Sn; ipvsadm -R < /tmp/saved; ipvsadm -Sn`);
  expect(again.stdout).toBe(saved);
});

test("thresholds, statistics and timeouts have lists of their own", () => {
  const machine = given.machine();
  run(machine, SETUP);
  expect(run(machine, "ipvsadm -Ln -t 172.18.0.3:30080 --thresholds").stdout).toBe(
    `Prot LocalAddress:Port            Uthreshold Lthreshold ActiveConn InActConn 
  -> RemoteAddress:Port
TCP  172.18.0.3:30080 wrr persistent 600 mask 255.255.255.0
  -> 10.244.1.4:8000              100        50         0          0         
  -> 10.244.1.5:8000              0          0          0          0         
`,
  );
  expect(run(machine, "ipvsadm -Ln -t 10.96.0.1:443 --stats").stdout).toBe(
    `Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes
  -> RemoteAddress:Port
TCP  10.96.0.1:443                       0        0        0        0        0
  -> 172.18.0.2:6443                     0        0        0        0        0
`,
  );
  expect(run(machine, "ipvsadm --set 0 60 0; ipvsadm -L --timeout").stdout).toBe(
    "Timeout (tcp tcpfin udp): 900 60 300\n",
  );
});

test.each([
  ["ipvsadm --foo", "Try `ipvsadm -h' or 'ipvsadm --help' for more information.", 255],
  ["ipvsadm -L --foo", "--foo: unknown option", 255],
  ["ipvsadm -A -t 10.96.0.1:443", "Service already exists", 255],
  ["ipvsadm -A -t 10.96.0.9:443 -s foo", "Scheduler or persistence engine not found", 255],
  ["ipvsadm -D -t 10.96.0.9:443", "No such service", 255],
  ["ipvsadm -a -t 10.96.0.9:443 -r 10.0.0.1 -m", "Service not defined", 255],
  ["ipvsadm -a -t 10.96.0.1:443 -r 172.18.0.2:6443 -m", "Destination already exists", 255],
  ["ipvsadm -d -t 10.96.0.1:443 -r 10.0.0.1", "No such destination", 255],
  ["ipvsadm -a -t 10.96.0.1:443", "You need to supply the 'real-server' option for the 'add-server' command", 2],
  ["ipvsadm -D -t 10.96.0.1:443 -w 3", "Illegal 'weight' option with the 'delete-service' command", 2],
  ["ipvsadm -A -t 10.96.0.9", "Zero port specified for non-persistent service", 2],
  ["ipvsadm -A -t foo", "illegal virtual server address[:port] specified", 2],
  ["ipvsadm -L -c --timeout", "The option 'timeout' conflicts with the 'connection' option in the 'list' command", 2],
  ["ipvsadm --set 1 2", "--set option requires 3 timeout values", 2],
  ["ipvsadm -Ln -t 1.2.3.4:5", "No such service", 1],
])("%s is refused", (command, words, exitCode) => {
  const machine = given.machine();
  run(machine, SETUP);
  const { stderr, exitCode: got } = run(machine, command);
  expect([stderr, got]).toEqual([`${words}\n`, exitCode]);
});

test("the kernel's own files show the same in hexadecimal, once it is in use", () => {
  const machine = given.machine();
  expect(run(machine, "cat /proc/net/ip_vs").stderr).toBe("cat: /proc/net/ip_vs: No such file or directory\n");
  expect(run(machine, `${SETUP}cat /proc/net/ip_vs`).stdout).toBe(`IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
TCP  0A600001:01BB rr  ${""}
  -> AC120002:192B      Masq    1      0          0         
TCP  AC120003:7580 wrr  persistent 150000 FFFFFF00
  -> 0AF40104:1F40      Masq    1      0          0         
  -> 0AF40105:1F40      Masq    3      0          0         
UDP  0A60000A:0035 wlc  ${""}
FWM  00000007 sh ${""}
`);
});
