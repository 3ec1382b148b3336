/**
 * What the models leave out of the Go types: strategic merge keys and list types (patchStrategy, patchMergeKey and
 * listType markers), which scalars are pointers, which strings are quantities. Each is "Type.field".
 */

/** "patch merge key;list type": an empty key with "merge" is a set of scalars, "=replace" means retainKeys or replace. */
export const LIST_KEYS = {
  "ObjectMeta.ownerReferences": "uid;map:uid",
  "ObjectMeta.finalizers": "merge;set",
  "PodSpec.containers": "name;map:name",
  "PodSpec.initContainers": "name;map:name",
  "PodSpec.ephemeralContainers": "name;map:name",
  "PodSpec.volumes": "name,retainKeys;map:name",
  "PodSpec.imagePullSecrets": "name;map:name",
  "PodSpec.hostAliases": "ip;map:ip",
  "PodSpec.topologySpreadConstraints": "topologyKey;map:topologyKey,whenUnsatisfiable",
  "PodSpec.resourceClaims": "name,retainKeys;map:name",
  "PodSpec.schedulingGates": "name;map:name",
  "PodSpec.tolerations": ";atomic",
  "PodSpec.readinessGates": ";atomic",
  "Container.ports": "containerPort;map:containerPort,protocol",
  "Container.env": "name;map:name",
  "Container.envFrom": ";atomic",
  "Container.volumeMounts": "mountPath;map:mountPath",
  "Container.volumeDevices": "devicePath;map:devicePath",
  "Container.command": ";atomic",
  "Container.args": ";atomic",
  "EphemeralContainer.ports": "containerPort;map:containerPort,protocol",
  "EphemeralContainer.env": "name;map:name",
  "EphemeralContainer.volumeMounts": "mountPath;map:mountPath",
  "EphemeralContainer.volumeDevices": "devicePath;map:devicePath",
  "ResourceRequirements.claims": ";map:name",
  "PodStatus.conditions": "type;map:type",
  "PodStatus.podIPs": "ip;map:ip",
  "PodStatus.hostIPs": "ip;atomic",
  "ServiceSpec.ports": "port;map:port,protocol",
  "ServiceStatus.conditions": "type;map:type",
  "ServiceSpec.clusterIPs": ";atomic",
  "ServiceSpec.externalIPs": ";atomic",
  "ServiceSpec.ipFamilies": ";atomic",
  "ServiceSpec.loadBalancerSourceRanges": ";atomic",
  "ServiceAccount.secrets": "name;map:name",
  "ServiceAccount.imagePullSecrets": ";atomic",
  "NodeStatus.conditions": "type;map:type",
  "NodeStatus.addresses": "type;map:type",
  "NodeSpec.taints": ";atomic",
  "NodeSpec.podCIDRs": "merge;set",
  "NamespaceStatus.conditions": "type;map:type",
  "NamespaceSpec.finalizers": ";atomic",
  "PersistentVolumeClaimStatus.conditions": "type;map:type",
  "ReplicationControllerStatus.conditions": "type;map:type",
  "Endpoints.subsets": ";atomic",
  "EndpointSlice.endpoints": ";atomic",
  "EndpointSlice.ports": ";atomic",
  "DeploymentStatus.conditions": "type;map:type",
  "DeploymentSpec.strategy": "retainKeys",
  "ReplicaSetStatus.conditions": "type;map:type",
  "StatefulSetStatus.conditions": "type;map:type",
  "DaemonSetStatus.conditions": "type;map:type",
  "JobStatus.conditions": "type;atomic",
  "ClusterRole.rules": ";atomic",
  "LabelSelector.matchExpressions": ";atomic",
  "Role.rules": ";atomic",
  "IngressSpec.rules": ";atomic",
  "IngressSpec.tls": ";atomic",
  "HTTPIngressRuleValue.paths": ";atomic",
  "NetworkPolicySpec.ingress": ";atomic",
  "NetworkPolicySpec.egress": ";atomic",
  "PodDisruptionBudgetStatus.conditions": "type;map:type",
  "HorizontalPodAutoscalerStatus.conditions": "type;map:type",
  "HorizontalPodAutoscalerSpec.metrics": ";atomic",
  "CustomResourceDefinitionStatus.conditions": ";map:type",
  "ValidatingWebhookConfiguration.webhooks": "name;map:name",
  "MutatingWebhookConfiguration.webhooks": "name;map:name",
  "CertificateSigningRequestStatus.conditions": ";map:type",
  "TopologySpreadConstraint.matchLabelKeys": ";atomic",
};

const listed = (text) => new Set(text.trim().split(/\s+/));

/** Strategic merge of these objects keeps only the patch's keys; listed above where the field is a list. */
export const POINTERS = listed(`
  ObjectMeta.deletionTimestamp ObjectMeta.deletionGracePeriodSeconds OwnerReference.controller OwnerReference.blockOwnerDeletion
  PodSpec.terminationGracePeriodSeconds PodSpec.activeDeadlineSeconds PodSpec.automountServiceAccountToken
  PodSpec.shareProcessNamespace PodSpec.priority PodSpec.runtimeClassName PodSpec.enableServiceLinks
  PodSpec.preemptionPolicy PodSpec.setHostnameAsFQDN PodSpec.hostUsers PodSpec.hostnameOverride
  Container.restartPolicy EphemeralContainer.restartPolicy
  VolumeMount.mountPropagation VolumeMount.recursiveReadOnly
  SecurityContext.privileged SecurityContext.runAsUser SecurityContext.runAsGroup SecurityContext.runAsNonRoot
  SecurityContext.readOnlyRootFilesystem SecurityContext.allowPrivilegeEscalation SecurityContext.procMount
  PodSecurityContext.runAsUser PodSecurityContext.runAsGroup PodSecurityContext.runAsNonRoot PodSecurityContext.fsGroup
  PodSecurityContext.fsGroupChangePolicy PodSecurityContext.supplementalGroupsPolicy PodSecurityContext.seLinuxChangePolicy
  SeccompProfile.localhostProfile AppArmorProfile.localhostProfile
  Probe.terminationGracePeriodSeconds GRPCAction.service
  ConfigMapKeySelector.optional SecretKeySelector.optional ConfigMapEnvSource.optional SecretEnvSource.optional
  ConfigMapVolumeSource.optional ConfigMapVolumeSource.defaultMode SecretVolumeSource.optional SecretVolumeSource.defaultMode
  ConfigMapProjection.optional SecretProjection.optional ProjectedVolumeSource.defaultMode DownwardAPIVolumeSource.defaultMode
  DownwardAPIVolumeFile.mode KeyToPath.mode ServiceAccountTokenProjection.expirationSeconds HostPathVolumeSource.type
  EmptyDirVolumeSource.sizeLimit Toleration.tolerationSeconds PodDNSConfigOption.value
  TopologySpreadConstraint.minDomains TopologySpreadConstraint.nodeAffinityPolicy TopologySpreadConstraint.nodeTaintsPolicy
  ISCSIVolumeSource.initiatorName ScaleIOVolumeSource.secretRef FCVolumeSource.lun AzureDiskVolumeSource.cachingMode AzureDiskVolumeSource.fsType
  AzureDiskVolumeSource.readOnly AzureDiskVolumeSource.kind CSIVolumeSource.readOnly CSIVolumeSource.fsType
  ClusterTrustBundleProjection.name ClusterTrustBundleProjection.signerName ClusterTrustBundleProjection.optional
  PodCertificateProjection.maxExpirationSeconds FileKeySelector.optional Lifecycle.stopSignal
  WindowsSecurityContextOptions.gmsaCredentialSpecName WindowsSecurityContextOptions.gmsaCredentialSpec
  WindowsSecurityContextOptions.runAsUserName WindowsSecurityContextOptions.hostProcess
  PodResourceClaim.resourceClaimName PodResourceClaim.resourceClaimTemplateName PodSchedulingGroup.podGroupName
  TypedObjectReference.apiGroup TypedObjectReference.namespace
  ContainerStatus.started
  ServicePort.appProtocol ServiceSpec.ipFamilyPolicy ServiceSpec.allocateLoadBalancerNodePorts ServiceSpec.loadBalancerClass
  ServiceSpec.internalTrafficPolicy ServiceSpec.trafficDistribution ClientIPConfig.timeoutSeconds LoadBalancerIngress.ipMode
  PortStatus.error EndpointAddress.nodeName EndpointPort.appProtocol
  ConfigMap.immutable Secret.immutable ServiceAccount.automountServiceAccountToken
  PersistentVolumeClaimSpec.storageClassName PersistentVolumeClaimSpec.volumeMode PersistentVolumeSpec.volumeMode
  PersistentVolumeClaimSpec.volumeAttributesClassName
  ReplicationControllerSpec.replicas
  DeploymentSpec.replicas DeploymentSpec.revisionHistoryLimit DeploymentSpec.progressDeadlineSeconds
  DeploymentStatus.collisionCount DeploymentStatus.terminatingReplicas ReplicaSetSpec.replicas ReplicaSetStatus.terminatingReplicas
  StatefulSetSpec.replicas StatefulSetSpec.revisionHistoryLimit StatefulSetStatus.collisionCount
  RollingUpdateStatefulSetStrategy.partition DaemonSetSpec.revisionHistoryLimit DaemonSetStatus.collisionCount
  JobSpec.parallelism JobSpec.completions JobSpec.activeDeadlineSeconds JobSpec.backoffLimit JobSpec.manualSelector
  JobSpec.ttlSecondsAfterFinished JobSpec.completionMode JobSpec.suspend JobSpec.podReplacementPolicy JobSpec.managedBy
  JobSpec.backoffLimitPerIndex JobSpec.maxFailedIndexes JobStatus.terminating JobStatus.ready JobStatus.failedIndexes
  CronJobSpec.startingDeadlineSeconds CronJobSpec.suspend CronJobSpec.successfulJobsHistoryLimit
  CronJobSpec.failedJobsHistoryLimit CronJobSpec.timeZone
  EndpointConditions.ready EndpointConditions.serving EndpointConditions.terminating Endpoint.hostname Endpoint.nodeName
  Endpoint.zone DiscoveryEndpointPort.name DiscoveryEndpointPort.port DiscoveryEndpointPort.protocol
  DiscoveryEndpointPort.appProtocol
  IngressSpec.ingressClassName HTTPIngressPath.pathType IngressClassParametersReference.apiGroup
  IngressClassParametersReference.scope IngressClassParametersReference.namespace IngressPortStatus.error
  NetworkPolicyPort.protocol NetworkPolicyPort.endPort TypedLocalObjectReference.apiGroup
  PodDisruptionBudgetSpec.unhealthyPodEvictionPolicy
  HorizontalPodAutoscalerSpec.minReplicas HorizontalPodAutoscalerStatus.observedGeneration MetricTarget.averageUtilization
  HPAScalingRules.selectPolicy HPAScalingRules.stabilizationWindowSeconds
  LeaseSpec.holderIdentity LeaseSpec.leaseDurationSeconds LeaseSpec.leaseTransitions LeaseSpec.preferredHolder LeaseSpec.strategy
  StorageClass.reclaimPolicy StorageClass.allowVolumeExpansion StorageClass.volumeBindingMode
  PriorityClass.preemptionPolicy
  DeleteOptions.gracePeriodSeconds DeleteOptions.orphanDependents DeleteOptions.propagationPolicy
  CSIDriverSpec.attachRequired CSIDriverSpec.podInfoOnMount CSIDriverSpec.storageCapacity CSIDriverSpec.requiresRepublish
  CSIDriverSpec.fsGroupPolicy CSIDriverSpec.seLinuxMount
  CertificateSigningRequestSpec.expirationSeconds JSONSchemaProps.maximum JSONSchemaProps.minimum JSONSchemaProps.maxLength
  JSONSchemaProps.minLength JSONSchemaProps.maxItems JSONSchemaProps.minItems JSONSchemaProps.maxProperties
  JSONSchemaProps.minProperties JSONSchemaProps.multipleOf
`);

export const QUANTITIES = listed(`
  ResourceRequirements.limits ResourceRequirements.requests VolumeResourceRequirements.limits
  VolumeResourceRequirements.requests ResourceFieldSelector.divisor EmptyDirVolumeSource.sizeLimit PodSpec.overhead
  NodeStatus.capacity NodeStatus.allocatable ContainerStatus.allocatedResources PersistentVolumeSpec.capacity
  PersistentVolumeClaimStatus.capacity PersistentVolumeClaimStatus.allocatedResources PodStatus.allocatedResources
  LimitRangeItem.default LimitRangeItem.defaultRequest LimitRangeItem.max LimitRangeItem.min
  LimitRangeItem.maxLimitRequestRatio ResourceQuotaSpec.hard ResourceQuotaStatus.hard ResourceQuotaStatus.used
  MetricTarget.averageValue MetricTarget.value MetricValueStatus.averageValue MetricValueStatus.value Overhead.podFixed
  HPAScalingRules.tolerance
`);

/** Where the models say less than the Go type does. */
export const ELEMENT_TYPES = {
  "ManagedFieldsEntry.fieldsV1": "*",
  "Secret.data": "{y}",
  "ConfigMap.binaryData": "{y}",
  "PodSecurityContext.supplementalGroups": "[l]",
};
