/** Every lab. A folder that is not listed here does not exist for anybody. */
import type { LabDefinition } from "../src/grade/lab.ts";
import { aRolloutThatDrops } from "./a-rollout-that-drops/lab.ts";
import { aSilentPolicy } from "./a-silent-policy/lab.ts";
import { anAliasThatLies } from "./an-alias-that-lies/lab.ts";
import { andOr } from "./and-or/lab.ts";
import { askOnceAndLeave } from "./ask-once-and-leave/lab.ts";
import { everyReplicaByName } from "./every-replica-by-name/lab.ts";
import { firstSteps } from "./first-steps/lab.ts";
import { handMadeEndpoints } from "./hand-made-endpoints/lab.ts";
import { noSuchName } from "./no-such-name/lab.ts";
import { nobodyBehindIt } from "./nobody-behind-it/lab.ts";
import { onlyTheFrontEnd } from "./only-the-front-end/lab.ts";
import { portByName } from "./port-by-name/lab.ts";
import { readTheCable } from "./read-the-cable/lab.ts";
import { readTheDice } from "./read-the-dice/lab.ts";
import { rewrittenAway } from "./rewritten-away/lab.ts";
import { staleAddress } from "./stale-address/lab.ts";
import { stillPending } from "./still-pending/lab.ts";
import { theIgnoredIngress } from "./the-ignored-ingress/lab.ts";
import { thePortIsTaken } from "./the-port-is-taken/lab.ts";
import { theWallWithoutDns } from "./the-wall-without-dns/lab.ts";
import { twoAppsOneDoor } from "./two-apps-one-door/lab.ts";
import { twoFaultsAtOnce } from "./two-faults-at-once/lab.ts";
import { twoPortsOneService } from "./two-ports-one-service/lab.ts";
import { whichNameWorks } from "./which-name-works/lab.ts";
import { whoIsCalling } from "./who-is-calling/lab.ts";

export const LABS: readonly LabDefinition[] = [
  aRolloutThatDrops,
  aSilentPolicy,
  anAliasThatLies,
  andOr,
  askOnceAndLeave,
  everyReplicaByName,
  firstSteps,
  handMadeEndpoints,
  noSuchName,
  nobodyBehindIt,
  onlyTheFrontEnd,
  portByName,
  readTheCable,
  readTheDice,
  rewrittenAway,
  staleAddress,
  stillPending,
  theIgnoredIngress,
  thePortIsTaken,
  theWallWithoutDns,
  twoAppsOneDoor,
  twoFaultsAtOnce,
  twoPortsOneService,
  whichNameWorks,
  whoIsCalling,
];
