/** Every check that a lab can call. */
export { balancesOver } from "./balances-over.ts";
export { doesNotResolve } from "./does-not-resolve.ts";
export { field } from "./field.ts";
export { hasEndpoints } from "./has-endpoints.ts";
export { isDropped } from "./is-dropped.ts";
export { isRefused } from "./is-refused.ts";
export { onlyThese } from "./only-these.ts";
export { preservesSourceIP } from "./preserves-source-ip.ts";
export { reaches } from "./reaches.ts";
export { resolvesTo } from "./resolves-to.ts";
export { servesHost } from "./serves-host.ts";
export { sticks } from "./sticks.ts";
export { survives } from "./survives.ts";
export { talksTo } from "./talks-to.ts";
export { timesOut } from "./times-out.ts";
export { unchanged } from "./unchanged.ts";
