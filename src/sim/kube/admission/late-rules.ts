/** The rules for kinds that few write: one line for each kind, plugin and controller. */

import type { LateChecks, LateRules } from "../api/late-rules.ts";
import { resourceQuotaController } from "../controllers/resourcequota/controller.ts";
import { validateIngressClass } from "../kinds/ingress-class/validate.ts";
import { limitRangeDefaults, validateLimitRange } from "../kinds/limit-range/validate.ts";
import { validatePersistentVolume, validatePersistentVolumeClaim } from "../kinds/persistent-volume/validate.ts";
import { validatePodDisruptionBudget } from "../kinds/pod-disruption-budget/validate.ts";
import { priorityClassDefaults, validatePriorityClass } from "../kinds/priority-class/validate.ts";
import { roleBindingDefaults, validateRole, validateRoleBinding } from "../kinds/rbac/validate.ts";
import { validateResourceQuota } from "../kinds/resource-quota/validate.ts";
import { storageClassDefaults, validateStorageClass } from "../kinds/storage-class/validate.ts";
import { limitRanger } from "./limit-ranger/limit-ranger.ts";
import { resourceQuotaAdmission } from "./resource-quota/resource-quota.ts";

const ROLE_BINDING: LateChecks = { defaults: roleBindingDefaults, validate: validateRoleBinding };

const CHECKS: Readonly<Record<string, LateChecks>> = {
  "clusterrolebindings.rbac.authorization.k8s.io": ROLE_BINDING,
  "clusterroles.rbac.authorization.k8s.io": { validate: validateRole },
  "ingressclasses.networking.k8s.io": { validate: validateIngressClass },
  limitranges: { defaults: limitRangeDefaults, validate: validateLimitRange },
  persistentvolumeclaims: { validate: validatePersistentVolumeClaim },
  persistentvolumes: { validate: validatePersistentVolume },
  "poddisruptionbudgets.policy": { validate: validatePodDisruptionBudget },
  "priorityclasses.scheduling.k8s.io": { defaults: priorityClassDefaults, validate: validatePriorityClass },
  resourcequotas: { validate: validateResourceQuota },
  "rolebindings.rbac.authorization.k8s.io": ROLE_BINDING,
  "roles.rbac.authorization.k8s.io": { validate: validateRole },
  "storageclasses.storage.k8s.io": { defaults: storageClassDefaults, validate: validateStorageClass },
};

export const LATE_RULES: LateRules = {
  checks: new Map(Object.entries(CHECKS)),
  plugins: (server) => {
    const client = server.client("admission");
    return [
      limitRanger(server.store),
      resourceQuotaAdmission(server.store, (quota) => void client.updateStatus("resourcequotas", quota)),
    ];
  },
  controllers: [resourceQuotaController],
};
