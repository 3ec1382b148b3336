import { expect, test } from "vitest";
import { dumpForHash } from "./go-dump.ts";

test("a struct is written field by field as Go declares it, with what is not there", () => {
  expect(dumpForHash("ResourceRequirements", { limits: { memory: "128Mi", cpu: "100m" } })).toBe(
    "(v1.ResourceRequirements){Limits:(v1.ResourceList)map[" +
      "cpu:{i:(resource.int64Amount){value:(int64)100 scale:(resource.Scale)-3} " +
      "d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)100m Format:(resource.Format)DecimalSI} " +
      "memory:{i:(resource.int64Amount){value:(int64)134217728 scale:(resource.Scale)0} " +
      "d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string) Format:(resource.Format)BinarySI}] " +
      "Requests:(v1.ResourceList)<nil> Claims:([]v1.ResourceClaim)<nil>}",
  );
});

test("an embedded struct is a field of its own", () => {
  expect(dumpForHash("ConfigMapKeySelector", { name: "settings", key: "mode" })).toBe(
    "(v1.ConfigMapKeySelector){LocalObjectReference:(v1.LocalObjectReference){Name:(string)settings} " +
      "Key:(string)mode Optional:(*bool)<nil>}",
  );
  expect(dumpForHash("Probe", { httpGet: { port: 80, path: "/", scheme: "HTTP" } })).toContain(
    "(v1.Probe){ProbeHandler:(v1.ProbeHandler){Exec:(*v1.ExecAction)<nil> HTTPGet:(*v1.HTTPGetAction){Path:(string)/ " +
      "Port:(intstr.IntOrString){Type:(intstr.Type)0 IntVal:(int32)80 StrVal:(string)} Host:(string) " +
      "Scheme:(v1.URIScheme)HTTP HTTPHeaders:([]v1.HTTPHeader)<nil>} TCPSocket:(*v1.TCPSocketAction)<nil> " +
      "GRPC:(*v1.GRPCAction)<nil>} InitialDelaySeconds:(int32)0 ",
  );
});

test("an amount too big for a number and a power of ten is a decimal", () => {
  expect(dumpForHash("EmptyDirVolumeSource", { sizeLimit: "1Pi" })).toContain(
    "d:(resource.infDecAmount){Dec:(*inf.Dec){unscaled:(big.Int){neg:(bool)false abs:(big.nat)" +
      "[2882303761517117440 61035]} scale:(inf.Scale)9}} s:(string) Format:(resource.Format)BinarySI}",
  );
});
