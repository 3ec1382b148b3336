/**
 * The API server's `--feature-gates`, of which those are known that decide what it takes.
 *
 * Models: pkg/features/kube_features.go
 */
export interface FeatureGates {
  /** `trafficDistribution` has the values PreferSameZone and PreferSameNode. */
  readonly PreferSameTrafficDistribution: boolean;
  /** The name of a Service may begin with a digit. */
  readonly RelaxedServiceNameValidation: boolean;
  /** New addresses are taken in one spelling only. */
  readonly StrictIPCIDRValidation: boolean;
}

/** As v1.36 has them. */
export const FEATURE_GATES: FeatureGates = {
  PreferSameTrafficDistribution: true,
  RelaxedServiceNameValidation: true,
  StrictIPCIDRValidation: true,
};
