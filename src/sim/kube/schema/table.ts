/**
 * Every type of the API that is modelled, one line each: "group/version field:type ...", written by scripts/schema.mjs.
 * Types: s string, b bool, i int32, l int64, f double, ? int or string, q quantity, t time, T micro time, y base64,
 * * anything, [x] list, {x} map, else another type. Marks: ! required, ^ a pointer in Go (a zero is not an absence),
 * @ how lists are merged: "merge keys;list type".
 */
export const TABLE: Readonly<Record<string, string>> = {
  ObjectMeta:
    "meta/v1 annotations:{s} creationTimestamp:t deletionGracePeriodSeconds:l^ deletionTimestamp:t finalizers:[s]@merge;set generateName:s generation:l labels:{s} managedFields:[ManagedFieldsEntry] name:s namespace:s ownerReferences:[OwnerReference]@uid;map:uid resourceVersion:s selfLink:s uid:s",
  ManagedFieldsEntry: "meta/v1 apiVersion:s fieldsType:s fieldsV1:* manager:s operation:s subresource:s time:t",
  OwnerReference: "meta/v1 apiVersion:s! blockOwnerDeletion:b^ controller:b^ kind:s! name:s! uid:s!",
  ListMeta: "meta/v1 continue:s remainingItemCount:l resourceVersion:s selfLink:s shardInfo:ShardInfo",
  ShardInfo: "meta/v1 selector:s!",
  LabelSelector: "meta/v1 matchExpressions:[LabelSelectorRequirement]@;atomic matchLabels:{s}",
  LabelSelectorRequirement: "meta/v1 key:s! operator:s! values:[s]",
  Condition: "meta/v1 lastTransitionTime:t! message:s! observedGeneration:l reason:s! status:s! type:s!",
  DeleteOptions:
    "meta/v1 apiVersion:s dryRun:[s] gracePeriodSeconds:l^ ignoreStoreReadErrorWithClusterBreakingPotential:b kind:s orphanDependents:b^ preconditions:Preconditions propagationPolicy:s^",
  Preconditions: "meta/v1 resourceVersion:s uid:s",
  Status: "meta/v1 apiVersion:s code:i details:StatusDetails kind:s message:s metadata:ListMeta reason:s status:s",
  StatusDetails: "meta/v1 causes:[StatusCause] group:s kind:s name:s retryAfterSeconds:i uid:s",
  StatusCause: "meta/v1 field:s message:s reason:s",
  Pod: "core/v1 apiVersion:s kind:s metadata:ObjectMeta spec:PodSpec status:PodStatus",
  PodSpec:
    "core/v1 activeDeadlineSeconds:l^ affinity:Affinity automountServiceAccountToken:b^ containers:[Container]!@name;map:name dnsConfig:PodDNSConfig dnsPolicy:s enableServiceLinks:b^ ephemeralContainers:[EphemeralContainer]@name;map:name hostAliases:[HostAlias]@ip;map:ip hostIPC:b hostNetwork:b hostPID:b hostUsers:b^ hostname:s hostnameOverride:s^ imagePullSecrets:[LocalObjectReference]@name;map:name initContainers:[Container]@name;map:name nodeName:s nodeSelector:{s} os:PodOS overhead:{q} preemptionPolicy:s^ priority:i^ priorityClassName:s readinessGates:[PodReadinessGate]@;atomic resourceClaims:[PodResourceClaim]@name,retainKeys;map:name resources:ResourceRequirements restartPolicy:s runtimeClassName:s^ schedulerName:s schedulingGates:[PodSchedulingGate]@name;map:name schedulingGroup:PodSchedulingGroup securityContext:PodSecurityContext serviceAccount:s serviceAccountName:s setHostnameAsFQDN:b^ shareProcessNamespace:b^ subdomain:s terminationGracePeriodSeconds:l^ tolerations:[Toleration]@;atomic topologySpreadConstraints:[TopologySpreadConstraint]@topologyKey;map:topologyKey,whenUnsatisfiable volumes:[Volume]@name,retainKeys;map:name",
  Affinity: "core/v1 nodeAffinity:NodeAffinity podAffinity:PodAffinity podAntiAffinity:PodAntiAffinity",
  NodeAffinity:
    "core/v1 preferredDuringSchedulingIgnoredDuringExecution:[PreferredSchedulingTerm] requiredDuringSchedulingIgnoredDuringExecution:NodeSelector",
  PreferredSchedulingTerm: "core/v1 preference:NodeSelectorTerm! weight:i!",
  NodeSelectorTerm: "core/v1 matchExpressions:[NodeSelectorRequirement] matchFields:[NodeSelectorRequirement]",
  NodeSelectorRequirement: "core/v1 key:s! operator:s! values:[s]",
  NodeSelector: "core/v1 nodeSelectorTerms:[NodeSelectorTerm]!",
  PodAffinity:
    "core/v1 preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm] requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm]",
  WeightedPodAffinityTerm: "core/v1 podAffinityTerm:PodAffinityTerm! weight:i!",
  PodAffinityTerm:
    "core/v1 labelSelector:LabelSelector matchLabelKeys:[s] mismatchLabelKeys:[s] namespaceSelector:LabelSelector namespaces:[s] topologyKey:s!",
  PodAntiAffinity:
    "core/v1 preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm] requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm]",
  Container:
    "core/v1 args:[s]@;atomic command:[s]@;atomic env:[EnvVar]@name;map:name envFrom:[EnvFromSource]@;atomic image:s imagePullPolicy:s lifecycle:Lifecycle livenessProbe:Probe name:s! ports:[ContainerPort]@containerPort;map:containerPort,protocol readinessProbe:Probe resizePolicy:[ContainerResizePolicy] resources:ResourceRequirements restartPolicy:s^ restartPolicyRules:[ContainerRestartRule] securityContext:SecurityContext startupProbe:Probe stdin:b stdinOnce:b terminationMessagePath:s terminationMessagePolicy:s tty:b volumeDevices:[VolumeDevice]@devicePath;map:devicePath volumeMounts:[VolumeMount]@mountPath;map:mountPath workingDir:s",
  EnvVar: "core/v1 name:s! value:s valueFrom:EnvVarSource",
  EnvVarSource:
    "core/v1 configMapKeyRef:ConfigMapKeySelector fieldRef:ObjectFieldSelector fileKeyRef:FileKeySelector resourceFieldRef:ResourceFieldSelector secretKeyRef:SecretKeySelector",
  ConfigMapKeySelector: "core/v1 key:s! name:s optional:b^",
  ObjectFieldSelector: "core/v1 apiVersion:s fieldPath:s!",
  FileKeySelector: "core/v1 key:s! optional:b path:s! volumeName:s!",
  ResourceFieldSelector: "core/v1 containerName:s divisor:q resource:s!",
  SecretKeySelector: "core/v1 key:s! name:s optional:b^",
  EnvFromSource: "core/v1 configMapRef:ConfigMapEnvSource prefix:s secretRef:SecretEnvSource",
  ConfigMapEnvSource: "core/v1 name:s optional:b^",
  SecretEnvSource: "core/v1 name:s optional:b^",
  Lifecycle: "core/v1 postStart:LifecycleHandler preStop:LifecycleHandler stopSignal:s",
  LifecycleHandler: "core/v1 exec:ExecAction httpGet:HTTPGetAction sleep:SleepAction tcpSocket:TCPSocketAction",
  ExecAction: "core/v1 command:[s]",
  HTTPGetAction: "core/v1 host:s httpHeaders:[HTTPHeader] path:s port:?! scheme:s",
  HTTPHeader: "core/v1 name:s! value:s!",
  SleepAction: "core/v1 seconds:l!",
  TCPSocketAction: "core/v1 host:s port:?!",
  Probe:
    "core/v1 exec:ExecAction failureThreshold:i grpc:GRPCAction httpGet:HTTPGetAction initialDelaySeconds:i periodSeconds:i successThreshold:i tcpSocket:TCPSocketAction terminationGracePeriodSeconds:l^ timeoutSeconds:i",
  GRPCAction: "core/v1 port:i! service:s^",
  ContainerPort: "core/v1 containerPort:i! hostIP:s hostPort:i name:s protocol:s",
  ContainerResizePolicy: "core/v1 resourceName:s! restartPolicy:s!",
  ResourceRequirements: "core/v1 claims:[ResourceClaim]@;map:name limits:{q} requests:{q}",
  ResourceClaim: "core/v1 name:s! request:s",
  ContainerRestartRule: "core/v1 action:s! exitCodes:ContainerRestartRuleOnExitCodes",
  ContainerRestartRuleOnExitCodes: "core/v1 operator:s! values:[i]",
  SecurityContext:
    "core/v1 allowPrivilegeEscalation:b^ appArmorProfile:AppArmorProfile capabilities:Capabilities privileged:b^ procMount:s^ readOnlyRootFilesystem:b^ runAsGroup:l^ runAsNonRoot:b^ runAsUser:l^ seLinuxOptions:SELinuxOptions seccompProfile:SeccompProfile windowsOptions:WindowsSecurityContextOptions",
  AppArmorProfile: "core/v1 localhostProfile:s^ type:s!",
  Capabilities: "core/v1 add:[s] drop:[s]",
  SELinuxOptions: "core/v1 level:s role:s type:s user:s",
  SeccompProfile: "core/v1 localhostProfile:s^ type:s!",
  WindowsSecurityContextOptions: "core/v1 gmsaCredentialSpec:s gmsaCredentialSpecName:s hostProcess:b runAsUserName:s",
  VolumeDevice: "core/v1 devicePath:s! name:s!",
  VolumeMount:
    "core/v1 mountPath:s! mountPropagation:s^ name:s! readOnly:b recursiveReadOnly:s^ subPath:s subPathExpr:s",
  PodDNSConfig: "core/v1 nameservers:[s] options:[PodDNSConfigOption] searches:[s]",
  PodDNSConfigOption: "core/v1 name:s value:s^",
  EphemeralContainer:
    "core/v1 args:[s] command:[s] env:[EnvVar]@name;map:name envFrom:[EnvFromSource] image:s imagePullPolicy:s lifecycle:Lifecycle livenessProbe:Probe name:s! ports:[ContainerPort]@containerPort;map:containerPort,protocol readinessProbe:Probe resizePolicy:[ContainerResizePolicy] resources:ResourceRequirements restartPolicy:s^ restartPolicyRules:[ContainerRestartRule] securityContext:SecurityContext startupProbe:Probe stdin:b stdinOnce:b targetContainerName:s terminationMessagePath:s terminationMessagePolicy:s tty:b volumeDevices:[VolumeDevice]@devicePath;map:devicePath volumeMounts:[VolumeMount]@mountPath;map:mountPath workingDir:s",
  HostAlias: "core/v1 hostnames:[s] ip:s!",
  LocalObjectReference: "core/v1 name:s",
  PodOS: "core/v1 name:s!",
  PodReadinessGate: "core/v1 conditionType:s!",
  PodResourceClaim: "core/v1 name:s! resourceClaimName:s resourceClaimTemplateName:s",
  PodSchedulingGate: "core/v1 name:s!",
  PodSchedulingGroup: "core/v1 podGroupName:s",
  PodSecurityContext:
    "core/v1 appArmorProfile:AppArmorProfile fsGroup:l^ fsGroupChangePolicy:s^ runAsGroup:l^ runAsNonRoot:b^ runAsUser:l^ seLinuxChangePolicy:s^ seLinuxOptions:SELinuxOptions seccompProfile:SeccompProfile supplementalGroups:[l] supplementalGroupsPolicy:s^ sysctls:[Sysctl] windowsOptions:WindowsSecurityContextOptions",
  Sysctl: "core/v1 name:s! value:s!",
  Toleration: "core/v1 effect:s key:s operator:s tolerationSeconds:l^ value:s",
  TopologySpreadConstraint:
    "core/v1 labelSelector:LabelSelector matchLabelKeys:[s]@;atomic maxSkew:i! minDomains:i^ nodeAffinityPolicy:s^ nodeTaintsPolicy:s^ topologyKey:s! whenUnsatisfiable:s!",
  Volume:
    "core/v1 awsElasticBlockStore:AWSElasticBlockStoreVolumeSource azureDisk:AzureDiskVolumeSource azureFile:AzureFileVolumeSource cephfs:CephFSVolumeSource cinder:CinderVolumeSource configMap:ConfigMapVolumeSource csi:CSIVolumeSource downwardAPI:DownwardAPIVolumeSource emptyDir:EmptyDirVolumeSource ephemeral:EphemeralVolumeSource fc:FCVolumeSource flexVolume:FlexVolumeSource flocker:FlockerVolumeSource gcePersistentDisk:GCEPersistentDiskVolumeSource gitRepo:GitRepoVolumeSource glusterfs:GlusterfsVolumeSource hostPath:HostPathVolumeSource image:ImageVolumeSource iscsi:ISCSIVolumeSource name:s! nfs:NFSVolumeSource persistentVolumeClaim:PersistentVolumeClaimVolumeSource photonPersistentDisk:PhotonPersistentDiskVolumeSource portworxVolume:PortworxVolumeSource projected:ProjectedVolumeSource quobyte:QuobyteVolumeSource rbd:RBDVolumeSource scaleIO:ScaleIOVolumeSource secret:SecretVolumeSource storageos:StorageOSVolumeSource vsphereVolume:VsphereVirtualDiskVolumeSource",
  AWSElasticBlockStoreVolumeSource: "core/v1 fsType:s partition:i readOnly:b volumeID:s!",
  AzureDiskVolumeSource: "core/v1 cachingMode:s diskName:s! diskURI:s! fsType:s kind:s readOnly:b",
  AzureFileVolumeSource: "core/v1 readOnly:b secretName:s! shareName:s!",
  CephFSVolumeSource: "core/v1 monitors:[s]! path:s readOnly:b secretFile:s secretRef:LocalObjectReference user:s",
  CinderVolumeSource: "core/v1 fsType:s readOnly:b secretRef:LocalObjectReference volumeID:s!",
  ConfigMapVolumeSource: "core/v1 defaultMode:i^ items:[KeyToPath] name:s optional:b^",
  KeyToPath: "core/v1 key:s! mode:i^ path:s!",
  CSIVolumeSource:
    "core/v1 driver:s! fsType:s nodePublishSecretRef:LocalObjectReference readOnly:b volumeAttributes:{s}",
  DownwardAPIVolumeSource: "core/v1 defaultMode:i^ items:[DownwardAPIVolumeFile]",
  DownwardAPIVolumeFile: "core/v1 fieldRef:ObjectFieldSelector mode:i^ path:s! resourceFieldRef:ResourceFieldSelector",
  EmptyDirVolumeSource: "core/v1 medium:s sizeLimit:q^",
  EphemeralVolumeSource: "core/v1 volumeClaimTemplate:PersistentVolumeClaimTemplate",
  PersistentVolumeClaimTemplate: "core/v1 metadata:ObjectMeta spec:PersistentVolumeClaimSpec!",
  PersistentVolumeClaimSpec:
    "core/v1 accessModes:[s] dataSource:TypedLocalObjectReference dataSourceRef:TypedObjectReference resources:VolumeResourceRequirements selector:LabelSelector storageClassName:s^ volumeAttributesClassName:s^ volumeMode:s^ volumeName:s",
  TypedLocalObjectReference: "core/v1 apiGroup:s^ kind:s! name:s!",
  TypedObjectReference: "core/v1 apiGroup:s kind:s! name:s! namespace:s",
  VolumeResourceRequirements: "core/v1 limits:{q} requests:{q}",
  FCVolumeSource: "core/v1 fsType:s lun:i readOnly:b targetWWNs:[s] wwids:[s]",
  FlexVolumeSource: "core/v1 driver:s! fsType:s options:{s} readOnly:b secretRef:LocalObjectReference",
  FlockerVolumeSource: "core/v1 datasetName:s datasetUUID:s",
  GCEPersistentDiskVolumeSource: "core/v1 fsType:s partition:i pdName:s! readOnly:b",
  GitRepoVolumeSource: "core/v1 directory:s repository:s! revision:s",
  GlusterfsVolumeSource: "core/v1 endpoints:s! path:s! readOnly:b",
  HostPathVolumeSource: "core/v1 path:s! type:s^",
  ImageVolumeSource: "core/v1 pullPolicy:s reference:s",
  ISCSIVolumeSource:
    "core/v1 chapAuthDiscovery:b chapAuthSession:b fsType:s initiatorName:s iqn:s! iscsiInterface:s lun:i! portals:[s] readOnly:b secretRef:LocalObjectReference targetPortal:s!",
  NFSVolumeSource: "core/v1 path:s! readOnly:b server:s!",
  PersistentVolumeClaimVolumeSource: "core/v1 claimName:s! readOnly:b",
  PhotonPersistentDiskVolumeSource: "core/v1 fsType:s pdID:s!",
  PortworxVolumeSource: "core/v1 fsType:s readOnly:b volumeID:s!",
  ProjectedVolumeSource: "core/v1 defaultMode:i^ sources:[VolumeProjection]",
  VolumeProjection:
    "core/v1 clusterTrustBundle:ClusterTrustBundleProjection configMap:ConfigMapProjection downwardAPI:DownwardAPIProjection podCertificate:PodCertificateProjection secret:SecretProjection serviceAccountToken:ServiceAccountTokenProjection",
  ClusterTrustBundleProjection: "core/v1 labelSelector:LabelSelector name:s optional:b path:s! signerName:s",
  ConfigMapProjection: "core/v1 items:[KeyToPath] name:s optional:b^",
  DownwardAPIProjection: "core/v1 items:[DownwardAPIVolumeFile]",
  PodCertificateProjection:
    "core/v1 certificateChainPath:s credentialBundlePath:s keyPath:s keyType:s! maxExpirationSeconds:i signerName:s! userAnnotations:{s}",
  SecretProjection: "core/v1 items:[KeyToPath] name:s optional:b^",
  ServiceAccountTokenProjection: "core/v1 audience:s expirationSeconds:l^ path:s!",
  QuobyteVolumeSource: "core/v1 group:s readOnly:b registry:s! tenant:s user:s volume:s!",
  RBDVolumeSource:
    "core/v1 fsType:s image:s! keyring:s monitors:[s]! pool:s readOnly:b secretRef:LocalObjectReference user:s",
  ScaleIOVolumeSource:
    "core/v1 fsType:s gateway:s! protectionDomain:s readOnly:b secretRef:LocalObjectReference! sslEnabled:b storageMode:s storagePool:s system:s! volumeName:s",
  SecretVolumeSource: "core/v1 defaultMode:i^ items:[KeyToPath] optional:b^ secretName:s",
  StorageOSVolumeSource: "core/v1 fsType:s readOnly:b secretRef:LocalObjectReference volumeName:s volumeNamespace:s",
  VsphereVirtualDiskVolumeSource: "core/v1 fsType:s storagePolicyID:s storagePolicyName:s volumePath:s!",
  PodStatus:
    "core/v1 allocatedResources:{q} conditions:[PodCondition]@type;map:type containerStatuses:[ContainerStatus] ephemeralContainerStatuses:[ContainerStatus] extendedResourceClaimStatus:PodExtendedResourceClaimStatus hostIP:s hostIPs:[HostIP]@ip;atomic initContainerStatuses:[ContainerStatus] message:s nodeAllocatableResourceClaimStatuses:[NodeAllocatableResourceClaimStatus] nominatedNodeName:s observedGeneration:l phase:s podIP:s podIPs:[PodIP]@ip;map:ip qosClass:s reason:s resize:s resourceClaimStatuses:[PodResourceClaimStatus] resources:ResourceRequirements startTime:t",
  PodCondition:
    "core/v1 lastProbeTime:t lastTransitionTime:t message:s observedGeneration:l reason:s status:s! type:s!",
  ContainerStatus:
    "core/v1 allocatedResources:{q} allocatedResourcesStatus:[ResourceStatus] containerID:s image:s! imageID:s! lastState:ContainerState name:s! ready:b! resources:ResourceRequirements restartCount:i! started:b^ state:ContainerState stopSignal:s user:ContainerUser volumeMounts:[VolumeMountStatus]",
  ResourceStatus: "core/v1 name:s! resources:[ResourceHealth]",
  ResourceHealth: "core/v1 health:s message:s resourceID:s!",
  ContainerState:
    "core/v1 running:ContainerStateRunning terminated:ContainerStateTerminated waiting:ContainerStateWaiting",
  ContainerStateRunning: "core/v1 startedAt:t",
  ContainerStateTerminated: "core/v1 containerID:s exitCode:i! finishedAt:t message:s reason:s signal:i startedAt:t",
  ContainerStateWaiting: "core/v1 message:s reason:s",
  ContainerUser: "core/v1 linux:LinuxContainerUser",
  LinuxContainerUser: "core/v1 gid:l! supplementalGroups:[l] uid:l!",
  VolumeMountStatus: "core/v1 mountPath:s! name:s! readOnly:b recursiveReadOnly:s volumeStatus:VolumeStatus",
  VolumeStatus: "core/v1 image:ImageVolumeStatus",
  ImageVolumeStatus: "core/v1 imageRef:s!",
  PodExtendedResourceClaimStatus: "core/v1 requestMappings:[ContainerExtendedResourceRequest]! resourceClaimName:s!",
  ContainerExtendedResourceRequest: "core/v1 containerName:s! requestName:s! resourceName:s!",
  HostIP: "core/v1 ip:s!",
  NodeAllocatableResourceClaimStatus: "core/v1 containers:[s] resourceClaimName:s! resources:{s}!",
  PodIP: "core/v1 ip:s!",
  PodResourceClaimStatus: "core/v1 name:s! resourceClaimName:s",
  Service: "core/v1 apiVersion:s kind:s metadata:ObjectMeta spec:ServiceSpec status:ServiceStatus",
  ServiceSpec:
    "core/v1 allocateLoadBalancerNodePorts:b^ clusterIP:s clusterIPs:[s]@;atomic externalIPs:[s]@;atomic externalName:s externalTrafficPolicy:s healthCheckNodePort:i internalTrafficPolicy:s^ ipFamilies:[s]@;atomic ipFamilyPolicy:s^ loadBalancerClass:s^ loadBalancerIP:s loadBalancerSourceRanges:[s]@;atomic ports:[ServicePort]@port;map:port,protocol publishNotReadyAddresses:b selector:{s} sessionAffinity:s sessionAffinityConfig:SessionAffinityConfig trafficDistribution:s^ type:s",
  ServicePort: "core/v1 appProtocol:s^ name:s nodePort:i port:i! protocol:s targetPort:?",
  SessionAffinityConfig: "core/v1 clientIP:ClientIPConfig",
  ClientIPConfig: "core/v1 timeoutSeconds:i^",
  ServiceStatus: "core/v1 conditions:[Condition]@type;map:type loadBalancer:LoadBalancerStatus",
  LoadBalancerStatus: "core/v1 ingress:[LoadBalancerIngress]",
  LoadBalancerIngress: "core/v1 hostname:s ip:s ipMode:s^ ports:[PortStatus]",
  PortStatus: "core/v1 error:s^ port:i! protocol:s!",
  Endpoints: "core/v1 apiVersion:s kind:s metadata:ObjectMeta subsets:[EndpointSubset]@;atomic",
  EndpointSubset: "core/v1 addresses:[EndpointAddress] notReadyAddresses:[EndpointAddress] ports:[EndpointPort]",
  EndpointAddress: "core/v1 hostname:s ip:s! nodeName:s^ targetRef:ObjectReference",
  ObjectReference: "core/v1 apiVersion:s fieldPath:s kind:s name:s namespace:s resourceVersion:s uid:s",
  EndpointPort: "core/v1 appProtocol:s^ name:s port:i! protocol:s",
  Node: "core/v1 apiVersion:s kind:s metadata:ObjectMeta spec:NodeSpec status:NodeStatus",
  NodeSpec:
    "core/v1 configSource:NodeConfigSource externalID:s podCIDR:s podCIDRs:[s]@merge;set providerID:s taints:[Taint]@;atomic unschedulable:b",
  NodeConfigSource: "core/v1 configMap:ConfigMapNodeConfigSource",
  ConfigMapNodeConfigSource: "core/v1 kubeletConfigKey:s! name:s! namespace:s! resourceVersion:s uid:s",
  Taint: "core/v1 effect:s! key:s! timeAdded:t value:s",
  NodeStatus:
    "core/v1 addresses:[NodeAddress]@type;map:type allocatable:{q} capacity:{q} conditions:[NodeCondition]@type;map:type config:NodeConfigStatus daemonEndpoints:NodeDaemonEndpoints declaredFeatures:[s] features:NodeFeatures images:[ContainerImage] nodeInfo:NodeSystemInfo phase:s runtimeHandlers:[NodeRuntimeHandler] volumesAttached:[AttachedVolume] volumesInUse:[s]",
  NodeAddress: "core/v1 address:s! type:s!",
  NodeCondition: "core/v1 lastHeartbeatTime:t lastTransitionTime:t message:s reason:s status:s! type:s!",
  NodeConfigStatus: "core/v1 active:NodeConfigSource assigned:NodeConfigSource error:s lastKnownGood:NodeConfigSource",
  NodeDaemonEndpoints: "core/v1 kubeletEndpoint:DaemonEndpoint",
  DaemonEndpoint: "core/v1 Port:i!",
  NodeFeatures: "core/v1 supplementalGroupsPolicy:b",
  ContainerImage: "core/v1 names:[s] sizeBytes:l",
  NodeSystemInfo:
    "core/v1 architecture:s! bootID:s! containerRuntimeVersion:s! kernelVersion:s! kubeProxyVersion:s! kubeletVersion:s! machineID:s! operatingSystem:s! osImage:s! swap:NodeSwapStatus systemUUID:s!",
  NodeSwapStatus: "core/v1 capacity:l",
  NodeRuntimeHandler: "core/v1 features:NodeRuntimeHandlerFeatures name:s",
  NodeRuntimeHandlerFeatures: "core/v1 recursiveReadOnlyMounts:b userNamespaces:b",
  AttachedVolume: "core/v1 devicePath:s! name:s!",
  Namespace: "core/v1 apiVersion:s kind:s metadata:ObjectMeta spec:NamespaceSpec status:NamespaceStatus",
  NamespaceSpec: "core/v1 finalizers:[s]@;atomic",
  NamespaceStatus: "core/v1 conditions:[NamespaceCondition]@type;map:type phase:s",
  NamespaceCondition: "core/v1 lastTransitionTime:t message:s reason:s status:s! type:s!",
  ConfigMap: "core/v1 apiVersion:s binaryData:{y} data:{s} immutable:b^ kind:s metadata:ObjectMeta",
  Secret: "core/v1 apiVersion:s data:{y} immutable:b^ kind:s metadata:ObjectMeta stringData:{s} type:s",
  ServiceAccount:
    "core/v1 apiVersion:s automountServiceAccountToken:b^ imagePullSecrets:[LocalObjectReference]@;atomic kind:s metadata:ObjectMeta secrets:[ObjectReference]@name;map:name",
  Event:
    "core/v1 action:s apiVersion:s count:i eventTime:T firstTimestamp:t involvedObject:ObjectReference! kind:s lastTimestamp:t message:s metadata:ObjectMeta! reason:s related:ObjectReference reportingComponent:s reportingInstance:s series:EventSeries source:EventSource type:s",
  EventSeries: "core/v1 count:i lastObservedTime:T",
  EventSource: "core/v1 component:s host:s",
  PersistentVolume:
    "core/v1 apiVersion:s kind:s metadata:ObjectMeta spec:PersistentVolumeSpec status:PersistentVolumeStatus",
  PersistentVolumeSpec:
    "core/v1 accessModes:[s] awsElasticBlockStore:AWSElasticBlockStoreVolumeSource azureDisk:AzureDiskVolumeSource azureFile:AzureFilePersistentVolumeSource capacity:{q} cephfs:CephFSPersistentVolumeSource cinder:CinderPersistentVolumeSource claimRef:ObjectReference csi:CSIPersistentVolumeSource fc:FCVolumeSource flexVolume:FlexPersistentVolumeSource flocker:FlockerVolumeSource gcePersistentDisk:GCEPersistentDiskVolumeSource glusterfs:GlusterfsPersistentVolumeSource hostPath:HostPathVolumeSource iscsi:ISCSIPersistentVolumeSource local:LocalVolumeSource mountOptions:[s] nfs:NFSVolumeSource nodeAffinity:VolumeNodeAffinity persistentVolumeReclaimPolicy:s photonPersistentDisk:PhotonPersistentDiskVolumeSource portworxVolume:PortworxVolumeSource quobyte:QuobyteVolumeSource rbd:RBDPersistentVolumeSource scaleIO:ScaleIOPersistentVolumeSource storageClassName:s storageos:StorageOSPersistentVolumeSource volumeAttributesClassName:s volumeMode:s^ vsphereVolume:VsphereVirtualDiskVolumeSource",
  AzureFilePersistentVolumeSource: "core/v1 readOnly:b secretName:s! secretNamespace:s shareName:s!",
  CephFSPersistentVolumeSource: "core/v1 monitors:[s]! path:s readOnly:b secretFile:s secretRef:SecretReference user:s",
  SecretReference: "core/v1 name:s namespace:s",
  CinderPersistentVolumeSource: "core/v1 fsType:s readOnly:b secretRef:SecretReference volumeID:s!",
  CSIPersistentVolumeSource:
    "core/v1 controllerExpandSecretRef:SecretReference controllerPublishSecretRef:SecretReference driver:s! fsType:s nodeExpandSecretRef:SecretReference nodePublishSecretRef:SecretReference nodeStageSecretRef:SecretReference readOnly:b volumeAttributes:{s} volumeHandle:s!",
  FlexPersistentVolumeSource: "core/v1 driver:s! fsType:s options:{s} readOnly:b secretRef:SecretReference",
  GlusterfsPersistentVolumeSource: "core/v1 endpoints:s! endpointsNamespace:s path:s! readOnly:b",
  ISCSIPersistentVolumeSource:
    "core/v1 chapAuthDiscovery:b chapAuthSession:b fsType:s initiatorName:s iqn:s! iscsiInterface:s lun:i! portals:[s] readOnly:b secretRef:SecretReference targetPortal:s!",
  LocalVolumeSource: "core/v1 fsType:s path:s!",
  VolumeNodeAffinity: "core/v1 required:NodeSelector",
  RBDPersistentVolumeSource:
    "core/v1 fsType:s image:s! keyring:s monitors:[s]! pool:s readOnly:b secretRef:SecretReference user:s",
  ScaleIOPersistentVolumeSource:
    "core/v1 fsType:s gateway:s! protectionDomain:s readOnly:b secretRef:SecretReference! sslEnabled:b storageMode:s storagePool:s system:s! volumeName:s",
  StorageOSPersistentVolumeSource:
    "core/v1 fsType:s readOnly:b secretRef:ObjectReference volumeName:s volumeNamespace:s",
  PersistentVolumeStatus: "core/v1 lastPhaseTransitionTime:t message:s phase:s reason:s",
  PersistentVolumeClaim:
    "core/v1 apiVersion:s kind:s metadata:ObjectMeta spec:PersistentVolumeClaimSpec status:PersistentVolumeClaimStatus",
  PersistentVolumeClaimStatus:
    "core/v1 accessModes:[s] allocatedResourceStatuses:{s} allocatedResources:{q} capacity:{q} conditions:[PersistentVolumeClaimCondition]@type;map:type currentVolumeAttributesClassName:s modifyVolumeStatus:ModifyVolumeStatus phase:s",
  PersistentVolumeClaimCondition: "core/v1 lastProbeTime:t lastTransitionTime:t message:s reason:s status:s! type:s!",
  ModifyVolumeStatus: "core/v1 status:s! targetVolumeAttributesClassName:s",
  ReplicationController:
    "core/v1 apiVersion:s kind:s metadata:ObjectMeta spec:ReplicationControllerSpec status:ReplicationControllerStatus",
  ReplicationControllerSpec: "core/v1 minReadySeconds:i replicas:i^ selector:{s} template:PodTemplateSpec",
  PodTemplateSpec: "core/v1 metadata:ObjectMeta spec:PodSpec",
  ReplicationControllerStatus:
    "core/v1 availableReplicas:i conditions:[ReplicationControllerCondition]@type;map:type fullyLabeledReplicas:i observedGeneration:l readyReplicas:i replicas:i!",
  ReplicationControllerCondition: "core/v1 lastTransitionTime:t message:s reason:s status:s! type:s!",
  LimitRange: "core/v1 apiVersion:s kind:s metadata:ObjectMeta spec:LimitRangeSpec",
  LimitRangeSpec: "core/v1 limits:[LimitRangeItem]!",
  LimitRangeItem: "core/v1 default:{q} defaultRequest:{q} max:{q} maxLimitRequestRatio:{q} min:{q} type:s!",
  ResourceQuota: "core/v1 apiVersion:s kind:s metadata:ObjectMeta spec:ResourceQuotaSpec status:ResourceQuotaStatus",
  ResourceQuotaSpec: "core/v1 hard:{q} scopeSelector:ScopeSelector scopes:[s]",
  ScopeSelector: "core/v1 matchExpressions:[ScopedResourceSelectorRequirement]",
  ScopedResourceSelectorRequirement: "core/v1 operator:s! scopeName:s! values:[s]",
  ResourceQuotaStatus: "core/v1 hard:{q} used:{q}",
  PodTemplate: "core/v1 apiVersion:s kind:s metadata:ObjectMeta template:PodTemplateSpec",
  Binding: "core/v1 apiVersion:s kind:s metadata:ObjectMeta target:ObjectReference!",
  ComponentStatus: "core/v1 apiVersion:s conditions:[ComponentCondition] kind:s metadata:ObjectMeta",
  ComponentCondition: "core/v1 error:s message:s status:s! type:s!",
  Deployment: "apps/v1 apiVersion:s kind:s metadata:ObjectMeta spec:DeploymentSpec status:DeploymentStatus",
  DeploymentSpec:
    "apps/v1 minReadySeconds:i paused:b progressDeadlineSeconds:i^ replicas:i^ revisionHistoryLimit:i^ selector:LabelSelector! strategy:DeploymentStrategy@retainKeys template:PodTemplateSpec!",
  DeploymentStrategy: "apps/v1 rollingUpdate:RollingUpdateDeployment type:s",
  RollingUpdateDeployment: "apps/v1 maxSurge:? maxUnavailable:?",
  DeploymentStatus:
    "apps/v1 availableReplicas:i collisionCount:i^ conditions:[DeploymentCondition]@type;map:type observedGeneration:l readyReplicas:i replicas:i terminatingReplicas:i^ unavailableReplicas:i updatedReplicas:i",
  DeploymentCondition: "apps/v1 lastTransitionTime:t lastUpdateTime:t message:s reason:s status:s! type:s!",
  ReplicaSet: "apps/v1 apiVersion:s kind:s metadata:ObjectMeta spec:ReplicaSetSpec status:ReplicaSetStatus",
  ReplicaSetSpec: "apps/v1 minReadySeconds:i replicas:i^ selector:LabelSelector! template:PodTemplateSpec",
  ReplicaSetStatus:
    "apps/v1 availableReplicas:i conditions:[ReplicaSetCondition]@type;map:type fullyLabeledReplicas:i observedGeneration:l readyReplicas:i replicas:i! terminatingReplicas:i^",
  ReplicaSetCondition: "apps/v1 lastTransitionTime:t message:s reason:s status:s! type:s!",
  StatefulSet: "apps/v1 apiVersion:s kind:s metadata:ObjectMeta spec:StatefulSetSpec status:StatefulSetStatus",
  StatefulSetSpec:
    "apps/v1 minReadySeconds:i ordinals:StatefulSetOrdinals persistentVolumeClaimRetentionPolicy:StatefulSetPersistentVolumeClaimRetentionPolicy podManagementPolicy:s replicas:i^ revisionHistoryLimit:i^ selector:LabelSelector! serviceName:s template:PodTemplateSpec! updateStrategy:StatefulSetUpdateStrategy volumeClaimTemplates:[PersistentVolumeClaim]",
  StatefulSetOrdinals: "apps/v1 start:i",
  StatefulSetPersistentVolumeClaimRetentionPolicy: "apps/v1 whenDeleted:s whenScaled:s",
  StatefulSetUpdateStrategy: "apps/v1 rollingUpdate:RollingUpdateStatefulSetStrategy type:s",
  RollingUpdateStatefulSetStrategy: "apps/v1 maxUnavailable:? partition:i^",
  StatefulSetStatus:
    "apps/v1 availableReplicas:i collisionCount:i^ conditions:[StatefulSetCondition]@type;map:type currentReplicas:i currentRevision:s observedGeneration:l readyReplicas:i replicas:i! updateRevision:s updatedReplicas:i",
  StatefulSetCondition: "apps/v1 lastTransitionTime:t message:s reason:s status:s! type:s!",
  DaemonSet: "apps/v1 apiVersion:s kind:s metadata:ObjectMeta spec:DaemonSetSpec status:DaemonSetStatus",
  DaemonSetSpec:
    "apps/v1 minReadySeconds:i revisionHistoryLimit:i^ selector:LabelSelector! template:PodTemplateSpec! updateStrategy:DaemonSetUpdateStrategy",
  DaemonSetUpdateStrategy: "apps/v1 rollingUpdate:RollingUpdateDaemonSet type:s",
  RollingUpdateDaemonSet: "apps/v1 maxSurge:? maxUnavailable:?",
  DaemonSetStatus:
    "apps/v1 collisionCount:i^ conditions:[DaemonSetCondition]@type;map:type currentNumberScheduled:i! desiredNumberScheduled:i! numberAvailable:i numberMisscheduled:i! numberReady:i! numberUnavailable:i observedGeneration:l updatedNumberScheduled:i",
  DaemonSetCondition: "apps/v1 lastTransitionTime:t message:s reason:s status:s! type:s!",
  ControllerRevision: "apps/v1 apiVersion:s data:* kind:s metadata:ObjectMeta revision:l!",
  Job: "batch/v1 apiVersion:s kind:s metadata:ObjectMeta spec:JobSpec status:JobStatus",
  JobSpec:
    "batch/v1 activeDeadlineSeconds:l^ backoffLimit:i^ backoffLimitPerIndex:i^ completionMode:s^ completions:i^ managedBy:s^ manualSelector:b^ maxFailedIndexes:i^ parallelism:i^ podFailurePolicy:PodFailurePolicy podReplacementPolicy:s^ selector:LabelSelector successPolicy:SuccessPolicy suspend:b^ template:PodTemplateSpec! ttlSecondsAfterFinished:i^",
  PodFailurePolicy: "batch/v1 rules:[PodFailurePolicyRule]!",
  PodFailurePolicyRule:
    "batch/v1 action:s! onExitCodes:PodFailurePolicyOnExitCodesRequirement onPodConditions:[PodFailurePolicyOnPodConditionsPattern]",
  PodFailurePolicyOnExitCodesRequirement: "batch/v1 containerName:s operator:s! values:[i]!",
  PodFailurePolicyOnPodConditionsPattern: "batch/v1 status:s type:s!",
  SuccessPolicy: "batch/v1 rules:[SuccessPolicyRule]!",
  SuccessPolicyRule: "batch/v1 succeededCount:i succeededIndexes:s",
  JobStatus:
    "batch/v1 active:i completedIndexes:s completionTime:t conditions:[JobCondition]@type;atomic failed:i failedIndexes:s^ ready:i^ startTime:t succeeded:i terminating:i^ uncountedTerminatedPods:UncountedTerminatedPods",
  JobCondition: "batch/v1 lastProbeTime:t lastTransitionTime:t message:s reason:s status:s! type:s!",
  UncountedTerminatedPods: "batch/v1 failed:[s] succeeded:[s]",
  CronJob: "batch/v1 apiVersion:s kind:s metadata:ObjectMeta spec:CronJobSpec! status:CronJobStatus",
  CronJobSpec:
    "batch/v1 concurrencyPolicy:s failedJobsHistoryLimit:i^ jobTemplate:JobTemplateSpec! schedule:s! startingDeadlineSeconds:l^ successfulJobsHistoryLimit:i^ suspend:b^ timeZone:s^",
  JobTemplateSpec: "batch/v1 metadata:ObjectMeta spec:JobSpec",
  CronJobStatus: "batch/v1 active:[ObjectReference] lastScheduleTime:t lastSuccessfulTime:t",
  EndpointSlice:
    "discovery/v1 addressType:s! apiVersion:s endpoints:[Endpoint]@;atomic kind:s metadata:ObjectMeta ports:[DiscoveryEndpointPort]@;atomic",
  Endpoint:
    "discovery/v1 addresses:[s]! conditions:EndpointConditions deprecatedTopology:{s} hints:EndpointHints hostname:s^ nodeName:s^ targetRef:ObjectReference zone:s^",
  EndpointConditions: "discovery/v1 ready:b^ serving:b^ terminating:b^",
  EndpointHints: "discovery/v1 forNodes:[ForNode] forZones:[ForZone]",
  ForNode: "discovery/v1 name:s!",
  ForZone: "discovery/v1 name:s!",
  DiscoveryEndpointPort: "discovery/v1 appProtocol:s^ name:s^ port:i^ protocol:s^",
  Ingress: "networking/v1 apiVersion:s kind:s metadata:ObjectMeta spec:IngressSpec status:IngressStatus",
  IngressSpec:
    "networking/v1 defaultBackend:IngressBackend ingressClassName:s^ rules:[IngressRule]@;atomic tls:[IngressTLS]@;atomic",
  IngressBackend: "networking/v1 resource:TypedLocalObjectReference service:IngressServiceBackend",
  IngressServiceBackend: "networking/v1 name:s! port:ServiceBackendPort",
  ServiceBackendPort: "networking/v1 name:s number:i",
  IngressRule: "networking/v1 host:s http:HTTPIngressRuleValue",
  HTTPIngressRuleValue: "networking/v1 paths:[HTTPIngressPath]!@;atomic",
  HTTPIngressPath: "networking/v1 backend:IngressBackend! path:s pathType:s!^",
  IngressTLS: "networking/v1 hosts:[s] secretName:s",
  IngressStatus: "networking/v1 loadBalancer:IngressLoadBalancerStatus",
  IngressLoadBalancerStatus: "networking/v1 ingress:[IngressLoadBalancerIngress]",
  IngressLoadBalancerIngress: "networking/v1 hostname:s ip:s ports:[IngressPortStatus]",
  IngressPortStatus: "networking/v1 error:s^ port:i! protocol:s!",
  IngressClass: "networking/v1 apiVersion:s kind:s metadata:ObjectMeta spec:IngressClassSpec",
  IngressClassSpec: "networking/v1 controller:s parameters:IngressClassParametersReference",
  IngressClassParametersReference: "networking/v1 apiGroup:s^ kind:s! name:s! namespace:s^ scope:s^",
  NetworkPolicy: "networking/v1 apiVersion:s kind:s metadata:ObjectMeta spec:NetworkPolicySpec",
  NetworkPolicySpec:
    "networking/v1 egress:[NetworkPolicyEgressRule]@;atomic ingress:[NetworkPolicyIngressRule]@;atomic podSelector:LabelSelector policyTypes:[s]",
  NetworkPolicyEgressRule: "networking/v1 ports:[NetworkPolicyPort] to:[NetworkPolicyPeer]",
  NetworkPolicyPort: "networking/v1 endPort:i^ port:? protocol:s^",
  NetworkPolicyPeer: "networking/v1 ipBlock:IPBlock namespaceSelector:LabelSelector podSelector:LabelSelector",
  IPBlock: "networking/v1 cidr:s! except:[s]",
  NetworkPolicyIngressRule: "networking/v1 from:[NetworkPolicyPeer] ports:[NetworkPolicyPort]",
  IPAddress: "networking/v1 apiVersion:s kind:s metadata:ObjectMeta spec:IPAddressSpec!",
  IPAddressSpec: "networking/v1 parentRef:ParentReference!",
  ParentReference: "networking/v1 group:s name:s! namespace:s resource:s!",
  ServiceCIDR: "networking/v1 apiVersion:s kind:s metadata:ObjectMeta spec:ServiceCIDRSpec status:ServiceCIDRStatus",
  ServiceCIDRSpec: "networking/v1 cidrs:[s]",
  ServiceCIDRStatus: "networking/v1 conditions:[Condition]",
  PodDisruptionBudget:
    "policy/v1 apiVersion:s kind:s metadata:ObjectMeta spec:PodDisruptionBudgetSpec status:PodDisruptionBudgetStatus",
  PodDisruptionBudgetSpec:
    "policy/v1 maxUnavailable:? minAvailable:? selector:LabelSelector unhealthyPodEvictionPolicy:s^",
  PodDisruptionBudgetStatus:
    "policy/v1 conditions:[Condition]@type;map:type currentHealthy:i desiredHealthy:i disruptedPods:{t} disruptionsAllowed:i expectedPods:i observedGeneration:l",
  Eviction: "policy/v1 apiVersion:s deleteOptions:DeleteOptions kind:s metadata:ObjectMeta",
  HorizontalPodAutoscaler:
    "autoscaling/v2 apiVersion:s kind:s metadata:ObjectMeta spec:HorizontalPodAutoscalerSpec! status:HorizontalPodAutoscalerStatus",
  HorizontalPodAutoscalerSpec:
    "autoscaling/v2 behavior:HorizontalPodAutoscalerBehavior maxReplicas:i! metrics:[MetricSpec]@;atomic minReplicas:i^ scaleTargetRef:CrossVersionObjectReference!",
  HorizontalPodAutoscalerBehavior: "autoscaling/v2 scaleDown:HPAScalingRules scaleUp:HPAScalingRules",
  HPAScalingRules:
    "autoscaling/v2 policies:[HPAScalingPolicy] selectPolicy:s^ stabilizationWindowSeconds:i^ tolerance:q",
  HPAScalingPolicy: "autoscaling/v2 periodSeconds:i! type:s! value:i!",
  MetricSpec:
    "autoscaling/v2 containerResource:ContainerResourceMetricSource external:ExternalMetricSource object:ObjectMetricSource pods:PodsMetricSource resource:ResourceMetricSource type:s!",
  ContainerResourceMetricSource: "autoscaling/v2 container:s! name:s! target:MetricTarget!",
  MetricTarget: "autoscaling/v2 averageUtilization:i^ averageValue:q type:s! value:q",
  ExternalMetricSource: "autoscaling/v2 metric:MetricIdentifier! target:MetricTarget!",
  MetricIdentifier: "autoscaling/v2 name:s! selector:LabelSelector",
  ObjectMetricSource:
    "autoscaling/v2 describedObject:CrossVersionObjectReference! metric:MetricIdentifier! target:MetricTarget!",
  CrossVersionObjectReference: "autoscaling/v2 apiVersion:s kind:s! name:s!",
  PodsMetricSource: "autoscaling/v2 metric:MetricIdentifier! target:MetricTarget!",
  ResourceMetricSource: "autoscaling/v2 name:s! target:MetricTarget!",
  HorizontalPodAutoscalerStatus:
    "autoscaling/v2 conditions:[HorizontalPodAutoscalerCondition]@type;map:type currentMetrics:[MetricStatus] currentReplicas:i desiredReplicas:i! lastScaleTime:t observedGeneration:l^",
  HorizontalPodAutoscalerCondition: "autoscaling/v2 lastTransitionTime:t message:s reason:s status:s! type:s!",
  MetricStatus:
    "autoscaling/v2 containerResource:ContainerResourceMetricStatus external:ExternalMetricStatus object:ObjectMetricStatus pods:PodsMetricStatus resource:ResourceMetricStatus type:s!",
  ContainerResourceMetricStatus: "autoscaling/v2 container:s! current:MetricValueStatus! name:s!",
  MetricValueStatus: "autoscaling/v2 averageUtilization:i averageValue:q value:q",
  ExternalMetricStatus: "autoscaling/v2 current:MetricValueStatus! metric:MetricIdentifier!",
  ObjectMetricStatus:
    "autoscaling/v2 current:MetricValueStatus! describedObject:CrossVersionObjectReference! metric:MetricIdentifier!",
  PodsMetricStatus: "autoscaling/v2 current:MetricValueStatus! metric:MetricIdentifier!",
  ResourceMetricStatus: "autoscaling/v2 current:MetricValueStatus! name:s!",
  HorizontalPodAutoscalerV1:
    "autoscaling/v1 apiVersion:s kind:s metadata:ObjectMeta spec:HorizontalPodAutoscalerSpecV1! status:HorizontalPodAutoscalerStatusV1",
  HorizontalPodAutoscalerSpecV1:
    "autoscaling/v1 maxReplicas:i! minReplicas:i scaleTargetRef:CrossVersionObjectReferenceV1! targetCPUUtilizationPercentage:i",
  CrossVersionObjectReferenceV1: "autoscaling/v1 apiVersion:s kind:s! name:s!",
  HorizontalPodAutoscalerStatusV1:
    "autoscaling/v1 currentCPUUtilizationPercentage:i currentReplicas:i! desiredReplicas:i! lastScaleTime:t observedGeneration:l",
  Scale: "autoscaling/v1 apiVersion:s kind:s metadata:ObjectMeta spec:ScaleSpec status:ScaleStatus",
  ScaleSpec: "autoscaling/v1 replicas:i",
  ScaleStatus: "autoscaling/v1 replicas:i! selector:s",
  Role: "rbac/v1 apiVersion:s kind:s metadata:ObjectMeta rules:[PolicyRule]@;atomic",
  PolicyRule: "rbac/v1 apiGroups:[s] nonResourceURLs:[s] resourceNames:[s] resources:[s] verbs:[s]!",
  ClusterRole:
    "rbac/v1 aggregationRule:AggregationRule apiVersion:s kind:s metadata:ObjectMeta rules:[PolicyRule]@;atomic",
  AggregationRule: "rbac/v1 clusterRoleSelectors:[LabelSelector]",
  RoleBinding: "rbac/v1 apiVersion:s kind:s metadata:ObjectMeta roleRef:RoleRef! subjects:[Subject]",
  RoleRef: "rbac/v1 apiGroup:s kind:s! name:s!",
  Subject: "rbac/v1 apiGroup:s kind:s! name:s! namespace:s",
  ClusterRoleBinding: "rbac/v1 apiVersion:s kind:s metadata:ObjectMeta roleRef:RoleRef! subjects:[Subject]",
  Lease: "coordination/v1 apiVersion:s kind:s metadata:ObjectMeta spec:LeaseSpec",
  LeaseSpec:
    "coordination/v1 acquireTime:T holderIdentity:s^ leaseDurationSeconds:i^ leaseTransitions:i^ preferredHolder:s^ renewTime:T strategy:s^",
  EventsEvent:
    "events/v1 action:s apiVersion:s deprecatedCount:i deprecatedFirstTimestamp:t deprecatedLastTimestamp:t deprecatedSource:EventSource eventTime:T! kind:s metadata:ObjectMeta note:s reason:s regarding:ObjectReference related:ObjectReference reportingController:s reportingInstance:s series:EventsEventSeries type:s",
  EventsEventSeries: "events/v1 count:i! lastObservedTime:T!",
  StorageClass:
    "storage/v1 allowVolumeExpansion:b^ allowedTopologies:[TopologySelectorTerm] apiVersion:s kind:s metadata:ObjectMeta mountOptions:[s] parameters:{s} provisioner:s! reclaimPolicy:s^ volumeBindingMode:s^",
  TopologySelectorTerm: "storage/v1 matchLabelExpressions:[TopologySelectorLabelRequirement]",
  TopologySelectorLabelRequirement: "storage/v1 key:s! values:[s]!",
  CSIDriver: "storage/v1 apiVersion:s kind:s metadata:ObjectMeta spec:CSIDriverSpec!",
  CSIDriverSpec:
    "storage/v1 attachRequired:b^ fsGroupPolicy:s^ nodeAllocatableUpdatePeriodSeconds:l podInfoOnMount:b^ preventPodSchedulingIfMissing:b requiresRepublish:b^ seLinuxMount:b^ serviceAccountTokenInSecrets:b storageCapacity:b^ tokenRequests:[StorageTokenRequest] volumeLifecycleModes:[s]",
  StorageTokenRequest: "storage/v1 audience:s! expirationSeconds:l",
  CSINode: "storage/v1 apiVersion:s kind:s metadata:ObjectMeta spec:CSINodeSpec!",
  CSINodeSpec: "storage/v1 drivers:[CSINodeDriver]!",
  CSINodeDriver: "storage/v1 allocatable:VolumeNodeResources name:s! nodeID:s! topologyKeys:[s]",
  VolumeNodeResources: "storage/v1 count:i",
  VolumeAttachment:
    "storage/v1 apiVersion:s kind:s metadata:ObjectMeta spec:VolumeAttachmentSpec! status:VolumeAttachmentStatus",
  VolumeAttachmentSpec: "storage/v1 attacher:s! nodeName:s! source:VolumeAttachmentSource!",
  VolumeAttachmentSource: "storage/v1 inlineVolumeSpec:PersistentVolumeSpec persistentVolumeName:s",
  VolumeAttachmentStatus:
    "storage/v1 attachError:VolumeError attached:b! attachmentMetadata:{s} detachError:VolumeError",
  VolumeError: "storage/v1 errorCode:i message:s time:t",
  CSIStorageCapacity:
    "storage/v1 apiVersion:s capacity:s kind:s maximumVolumeSize:s metadata:ObjectMeta nodeTopology:LabelSelector storageClassName:s!",
  VolumeAttributesClass: "storage/v1 apiVersion:s driverName:s! kind:s metadata:ObjectMeta parameters:{s}",
  PriorityClass:
    "scheduling/v1 apiVersion:s description:s globalDefault:b kind:s metadata:ObjectMeta preemptionPolicy:s^ value:i",
  RuntimeClass: "node/v1 apiVersion:s handler:s! kind:s metadata:ObjectMeta overhead:Overhead scheduling:Scheduling",
  Overhead: "node/v1 podFixed:{q}",
  Scheduling: "node/v1 nodeSelector:{s} tolerations:[Toleration]",
  CertificateSigningRequest:
    "certificates/v1 apiVersion:s kind:s metadata:ObjectMeta spec:CertificateSigningRequestSpec! status:CertificateSigningRequestStatus",
  CertificateSigningRequestSpec:
    "certificates/v1 expirationSeconds:i^ extra:{[s]} groups:[s] request:y! signerName:s! uid:s usages:[s] username:s",
  CertificateSigningRequestStatus:
    "certificates/v1 certificate:y conditions:[CertificateSigningRequestCondition]@;map:type",
  CertificateSigningRequestCondition:
    "certificates/v1 lastTransitionTime:t lastUpdateTime:t message:s reason:s status:s! type:s!",
  MutatingWebhookConfiguration:
    "admissionregistration/v1 apiVersion:s kind:s metadata:ObjectMeta webhooks:[MutatingWebhook]@name;map:name",
  MutatingWebhook:
    "admissionregistration/v1 admissionReviewVersions:[s]! clientConfig:AdmissionregistrationWebhookClientConfig! failurePolicy:s matchConditions:[MatchCondition] matchPolicy:s name:s! namespaceSelector:LabelSelector objectSelector:LabelSelector reinvocationPolicy:s rules:[RuleWithOperations] sideEffects:s! timeoutSeconds:i",
  AdmissionregistrationWebhookClientConfig:
    "admissionregistration/v1 caBundle:y service:AdmissionregistrationServiceReference url:s",
  AdmissionregistrationServiceReference: "admissionregistration/v1 name:s! namespace:s! path:s port:i",
  MatchCondition: "admissionregistration/v1 expression:s! name:s!",
  RuleWithOperations: "admissionregistration/v1 apiGroups:[s] apiVersions:[s] operations:[s] resources:[s] scope:s",
  ValidatingWebhookConfiguration:
    "admissionregistration/v1 apiVersion:s kind:s metadata:ObjectMeta webhooks:[ValidatingWebhook]@name;map:name",
  ValidatingWebhook:
    "admissionregistration/v1 admissionReviewVersions:[s]! clientConfig:AdmissionregistrationWebhookClientConfig! failurePolicy:s matchConditions:[MatchCondition] matchPolicy:s name:s! namespaceSelector:LabelSelector objectSelector:LabelSelector rules:[RuleWithOperations] sideEffects:s! timeoutSeconds:i",
  CustomResourceDefinition:
    "apiextensions/v1 apiVersion:s kind:s metadata:ObjectMeta spec:CustomResourceDefinitionSpec! status:CustomResourceDefinitionStatus",
  CustomResourceDefinitionSpec:
    "apiextensions/v1 conversion:CustomResourceConversion group:s! names:CustomResourceDefinitionNames! preserveUnknownFields:b scope:s! versions:[CustomResourceDefinitionVersion]!",
  CustomResourceConversion: "apiextensions/v1 strategy:s! webhook:WebhookConversion",
  WebhookConversion: "apiextensions/v1 clientConfig:ApiextensionsWebhookClientConfig conversionReviewVersions:[s]!",
  ApiextensionsWebhookClientConfig: "apiextensions/v1 caBundle:y service:ApiextensionsServiceReference url:s",
  ApiextensionsServiceReference: "apiextensions/v1 name:s! namespace:s! path:s port:i",
  CustomResourceDefinitionNames:
    "apiextensions/v1 categories:[s] kind:s! listKind:s plural:s! shortNames:[s] singular:s",
  CustomResourceDefinitionVersion:
    "apiextensions/v1 additionalPrinterColumns:[CustomResourceColumnDefinition] deprecated:b deprecationWarning:s name:s! schema:CustomResourceValidation selectableFields:[SelectableField] served:b! storage:b! subresources:CustomResourceSubresources",
  CustomResourceColumnDefinition: "apiextensions/v1 description:s format:s jsonPath:s! name:s! priority:i type:s!",
  CustomResourceValidation: "apiextensions/v1 openAPIV3Schema:JSONSchemaProps",
  JSONSchemaProps:
    "apiextensions/v1 $ref:s $schema:s additionalItems:* additionalProperties:* allOf:[JSONSchemaProps] anyOf:[JSONSchemaProps] default:* definitions:{JSONSchemaProps} dependencies:{*} description:s enum:[*] example:* exclusiveMaximum:b exclusiveMinimum:b externalDocs:ExternalDocumentation format:s id:s items:* maxItems:l^ maxLength:l^ maxProperties:l^ maximum:f^ minItems:l^ minLength:l^ minProperties:l^ minimum:f^ multipleOf:f^ not:JSONSchemaProps nullable:b oneOf:[JSONSchemaProps] pattern:s patternProperties:{JSONSchemaProps} properties:{JSONSchemaProps} required:[s] title:s type:s uniqueItems:b x-kubernetes-embedded-resource:b x-kubernetes-int-or-string:b x-kubernetes-list-map-keys:[s] x-kubernetes-list-type:s x-kubernetes-map-type:s x-kubernetes-preserve-unknown-fields:b x-kubernetes-validations:[ValidationRule]",
  ExternalDocumentation: "apiextensions/v1 description:s url:s",
  ValidationRule: "apiextensions/v1 fieldPath:s message:s messageExpression:s optionalOldSelf:b reason:s rule:s!",
  SelectableField: "apiextensions/v1 jsonPath:s!",
  CustomResourceSubresources: "apiextensions/v1 scale:CustomResourceSubresourceScale status:*",
  CustomResourceSubresourceScale: "apiextensions/v1 labelSelectorPath:s specReplicasPath:s! statusReplicasPath:s!",
  CustomResourceDefinitionStatus:
    "apiextensions/v1 acceptedNames:CustomResourceDefinitionNames conditions:[CustomResourceDefinitionCondition]@;map:type observedGeneration:l storedVersions:[s]",
  CustomResourceDefinitionCondition:
    "apiextensions/v1 lastTransitionTime:t message:s observedGeneration:l reason:s status:s! type:s!",
  APIService: "apiregistration/v1 apiVersion:s kind:s metadata:ObjectMeta spec:APIServiceSpec status:APIServiceStatus",
  APIServiceSpec:
    "apiregistration/v1 caBundle:y group:s groupPriorityMinimum:i! insecureSkipTLSVerify:b service:ApiregistrationServiceReference version:s versionPriority:i!",
  ApiregistrationServiceReference: "apiregistration/v1 name:s namespace:s port:i",
  APIServiceStatus: "apiregistration/v1 conditions:[APIServiceCondition]",
  APIServiceCondition: "apiregistration/v1 lastTransitionTime:t message:s reason:s status:s! type:s!",
  TokenRequest:
    "authentication/v1 apiVersion:s kind:s metadata:ObjectMeta spec:TokenRequestSpec status:TokenRequestStatus",
  TokenRequestSpec: "authentication/v1 audiences:[s] boundObjectRef:BoundObjectReference expirationSeconds:l",
  BoundObjectReference: "authentication/v1 apiVersion:s kind:s name:s uid:s",
  TokenRequestStatus: "authentication/v1 expirationTimestamp:t token:s",
  TokenReview:
    "authentication/v1 apiVersion:s kind:s metadata:ObjectMeta spec:TokenReviewSpec! status:TokenReviewStatus",
  TokenReviewSpec: "authentication/v1 audiences:[s] token:s!",
  TokenReviewStatus: "authentication/v1 audiences:[s] authenticated:b error:s user:UserInfo",
  UserInfo: "authentication/v1 extra:{[s]} groups:[s] uid:s username:s",
  SelfSubjectReview: "authentication/v1 apiVersion:s kind:s metadata:ObjectMeta status:SelfSubjectReviewStatus",
  SelfSubjectReviewStatus: "authentication/v1 userInfo:UserInfo",
  SubjectAccessReview:
    "authorization/v1 apiVersion:s kind:s metadata:ObjectMeta spec:SubjectAccessReviewSpec! status:SubjectAccessReviewStatus",
  SubjectAccessReviewSpec:
    "authorization/v1 extra:{[s]} groups:[s] nonResourceAttributes:NonResourceAttributes resourceAttributes:ResourceAttributes uid:s user:s",
  NonResourceAttributes: "authorization/v1 path:s verb:s",
  ResourceAttributes:
    "authorization/v1 fieldSelector:FieldSelectorAttributes group:s labelSelector:LabelSelectorAttributes name:s namespace:s resource:s subresource:s verb:s version:s",
  FieldSelectorAttributes: "authorization/v1 rawSelector:s requirements:[FieldSelectorRequirement]",
  FieldSelectorRequirement: "authorization/v1 key:s! operator:s! values:[s]",
  LabelSelectorAttributes: "authorization/v1 rawSelector:s requirements:[LabelSelectorRequirement]",
  SubjectAccessReviewStatus: "authorization/v1 allowed:b! denied:b evaluationError:s reason:s",
  SelfSubjectAccessReview:
    "authorization/v1 apiVersion:s kind:s metadata:ObjectMeta spec:SelfSubjectAccessReviewSpec! status:SubjectAccessReviewStatus",
  SelfSubjectAccessReviewSpec:
    "authorization/v1 nonResourceAttributes:NonResourceAttributes resourceAttributes:ResourceAttributes",
  LocalSubjectAccessReview:
    "authorization/v1 apiVersion:s kind:s metadata:ObjectMeta spec:SubjectAccessReviewSpec! status:SubjectAccessReviewStatus",
  SelfSubjectRulesReview:
    "authorization/v1 apiVersion:s kind:s metadata:ObjectMeta spec:SelfSubjectRulesReviewSpec! status:SubjectRulesReviewStatus",
  SelfSubjectRulesReviewSpec: "authorization/v1 namespace:s",
  SubjectRulesReviewStatus:
    "authorization/v1 evaluationError:s incomplete:b! nonResourceRules:[NonResourceRule]! resourceRules:[ResourceRule]!",
  NonResourceRule: "authorization/v1 nonResourceURLs:[s] verbs:[s]!",
  ResourceRule: "authorization/v1 apiGroups:[s] resourceNames:[s] resources:[s] verbs:[s]!",
};
