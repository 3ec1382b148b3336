/** Wrong words in a rule: `iptables v1.8.9 (nf_tables): …` and a hint. */
export class RuleError extends Error {}

/** A target's options by name; true where there is no value. */
export type TargetOptions = Record<string, string | true>;

/** The words are right, and the kernel would not have such a rule. */
export class KernelRefusal extends Error {}
