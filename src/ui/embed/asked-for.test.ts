import { expect, it } from "vitest";
import { worldAskedFor } from "./asked-for.ts";

function asked(query: string) {
  const values = new URLSearchParams(query);
  return worldAskedFor((name) => values.get(name));
}

it("an address asks for a lab in a variant, or for a cluster with files", () => {
  expect(asked("lab=stale-address")).toEqual({ lab: "stale-address" });
  expect(asked("lab=stale-address&seed=Ada")).toEqual({ lab: "stale-address", seed: "Ada" });
  expect(asked("")).toEqual({ spec: { profile: "docker-desktop", seed: 1 }, isAsked: true });
  const files = encodeURIComponent('{"web.yaml":"kind: Pod"}');
  expect(asked(`cluster=kind&nodes=2&cni=calico&proxy=ipvs&seed=4&files=${files}`)).toEqual({
    spec: { profile: "kind", seed: 4, nodes: 2, cni: "calico", proxyMode: "ipvs", files: { "web.yaml": "kind: Pod" } },
    isAsked: true,
  });
});

it("what is none is refused in words", () => {
  expect(asked("lab=<script>")).toBe("the lab is none");
  expect(asked("files=x")).toBe("the files are no JSON of names and texts");
  expect(asked("cluster=kind&nodes=many")).toBe("its number of nodes is none");
  expect(asked(`files=${encodeURIComponent('{"../x":"y"}')}`)).toBe("its files are none, or too many, or too long");
});
