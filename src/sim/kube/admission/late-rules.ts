/** The rules for kinds that few write: one line for each kind, plugin and controller. */

import type { LateChecks, LateRules } from "../api/late-rules.ts";
import { resourceQuotaController } from "../controllers/resourcequota/controller.ts";
import { limitRangeDefaults, validateLimitRange } from "../kinds/limit-range/validate.ts";
import { validateResourceQuota } from "../kinds/resource-quota/validate.ts";
import { limitRanger } from "./limit-ranger/limit-ranger.ts";
import { resourceQuotaAdmission } from "./resource-quota/resource-quota.ts";

const CHECKS: Readonly<Record<string, LateChecks>> = {
  limitranges: { defaults: limitRangeDefaults, validate: validateLimitRange },
  resourcequotas: { validate: validateResourceQuota },
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
