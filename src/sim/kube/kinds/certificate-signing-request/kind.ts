/**
 * CertificateSigningRequest: keeps who asked, and what was decided.
 *
 * Models: pkg/registry/certificates/certificates/strategy.go, pkg/printers/internalversion/printers.go printCertificateSigningRequest
 * SIMPLIFIED: no controller signs: an approved CertificateSigningRequest gets no certificate.
 */
import { humanDuration } from "../../api/duration.ts";
import type { KubeObject, Mutable } from "../../api/objects.ts";
import { AGE, ageOf, NAME } from "../columns.ts";
import { storedKind } from "../stored-kind.ts";

function conditionOf({ status = {} }: Mutable): string {
  const types: readonly string[] = (status.conditions ?? []).map(({ type }: Mutable) => type);
  const decided = types.includes("Denied") ? "Denied" : types.includes("Approved") ? "Approved" : "Pending";
  const failed = types.includes("Failed") ? ",Failed" : "";
  return `${decided}${failed}${(status.certificate ?? "") === "" ? "" : ",Issued"}`;
}

function durationOf({ spec = {} }: Mutable): string {
  return spec.expirationSeconds === undefined ? "<none>" : humanDuration(Number(spec.expirationSeconds) * 1000);
}

export const signingRequest = storedKind({
  group: "certificates.k8s.io",
  kind: "CertificateSigningRequest",
  resource: "certificatesigningrequests",
  shortNames: ["csr"],
  namespaced: false,
  schema: "CertificateSigningRequest",
  subresources: ["approval", "status"],
  hasGeneration: false,
  columns: {
    definitions: [
      NAME,
      AGE,
      { name: "SignerName" },
      { name: "Requestor" },
      { name: "RequestedDuration" },
      { name: "Condition" },
    ],
    cells: (object, nowMs) => {
      const spec = (object.spec ?? {}) as Mutable;
      const signer = spec.signerName ?? "<none>";
      return [
        object.metadata.name,
        ageOf(object, nowMs),
        signer,
        spec.username ?? "",
        durationOf(object),
        conditionOf(object),
      ];
    },
  },
  mutate(draft, old, { user }) {
    if (old !== undefined) {
      draft.spec = old.spec;
      return;
    }
    delete draft.status;
    draft.spec ??= {};
    if (user === undefined) return;
    draft.spec.username = user.name;
    draft.spec.groups = [...user.groups];
    if (user.uid !== undefined) draft.spec.uid = user.uid;
    if (user.extra !== undefined) draft.spec.extra = { ...user.extra };
  },
  selectableFields: { "spec.signerName": (object: KubeObject) => (object.spec as Mutable)?.signerName ?? "" },
});
