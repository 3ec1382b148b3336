/**
 * The order of fields in JSON of what kubectl itself builds: as the Go structs have them, not by name.
 *
 * Models: k8s.io/api (field order of the structs that kubectl's generators fill in)
 */

const ORDER = new Map(
  `kind apiGroup apiVersion metadata name generateName namespace uid resourceVersion generation creationTimestamp labels
  annotations immutable aggregationRule subjects roleRef data
  binaryData stringData secrets value globalDefault description preemptionPolicy spec replicas parallelism completions
  schedule timeZone concurrencyPolicy suspend jobTemplate scaleTargetRef minReplicas maxReplicas metrics minAvailable
  image command args workingDir host http paths path pathType backend service containerPort protocol port number
  targetPort nodePort ports envFrom env valueFrom resources limits requests volumeMounts imagePullPolicy securityContext stdin
  stdinOnce tty selector clusterIP clusterIPs type maxUnavailable template strategy hard scopes ingressClassName
  defaultBackend hosts secretName tls rules volumes initContainers containers restartPolicy
  terminationGracePeriodSeconds dnsPolicy nodeSelector serviceAccountName nodeName externalName target status
  major minor emulationMajor emulationMinor minCompatibilityMajor minCompatibilityMinor gitVersion gitCommit
  gitTreeState buildDate goVersion compiler platform clientVersion kustomizeVersion serverVersion`
    .split(/\s+/)
    .map((name, i) => [name, i]),
);

/** Where a struct has its own mind. */
const OTHERS: ReadonlyMap<string, readonly string[]> = new Map([
  ["metrics", ["type", "resource"]],
  ["rules", ["verbs", "apiGroups", "resources", "resourceNames", "nonResourceURLs"]],
  ["roleRef", ["apiGroup", "kind", "name"]],
  ["scaleTargetRef", ["kind", "name", "apiVersion"]],
  ["target", ["type", "averageUtilization"]],
]);

/** `parent` is the field that holds the struct, or the list of them. Maps are sorted. */
export function structOrder(keys: readonly string[], parent: string): string[] {
  const sorted = [...keys].sort();
  if (parent === "labels" || parent === "annotations" || parent === "data" || parent === "hard") return sorted;
  const own = OTHERS.get(parent);
  const place = (key: string): number => {
    const at = own?.indexOf(key) ?? -1;
    return at >= 0 ? at - 100 : (ORDER.get(key) ?? 1000);
  };
  return sorted.sort((a, b) => place(a) - place(b));
}
