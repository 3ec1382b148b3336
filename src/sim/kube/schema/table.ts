/**
 * Every type of the API that is modelled, one line each: "group/version field:type ...", written by scripts/schema.mjs.
 * Types: s string, b bool, i int32, l int64, f double, ? int or string, q quantity, t time, T micro time, y base64,
 * * anything, [x] list, {x} map, else another type. Marks: ! required, ^ a pointer in Go (a zero is not an absence),
 * & a struct in Go although optional, @ how lists are merged: "merge keys;list type". The structs of a Pod template are
 * in Go's order, with "name=GoName" and "s.GoType" where those cannot be guessed, "Struct(" … ")" where one is embedded.
 */
export const TABLE: Readonly<Record<string, string>> = {
  ObjectMeta:
    "meta/v1 name:s generateName:s namespace:s selfLink:s uid=UID:s.types.UID resourceVersion:s generation:l creationTimestamp:t deletionTimestamp:t^ deletionGracePeriodSeconds:l^ labels:{s} annotations:{s} ownerReferences:[OwnerReference]@uid;map:uid finalizers:[s]@merge;set managedFields:[ManagedFieldsEntry]",
  ManagedFieldsEntry: "meta/v1 apiVersion:s fieldsType:s fieldsV1:* manager:s operation:s subresource:s time:t",
  OwnerReference:
    "meta/v1 apiVersion=APIVersion:s! kind:s! name:s! uid=UID:s.types.UID! controller:b^ blockOwnerDeletion:b^",
  ListMeta: "meta/v1 continue:s remainingItemCount:l resourceVersion:s selfLink:s shardInfo:ShardInfo",
  ShardInfo: "meta/v1 selector:s!",
  LabelSelector: "meta/v1 matchLabels:{s} matchExpressions:[LabelSelectorRequirement]@;atomic",
  LabelSelectorRequirement: "meta/v1 key:s! operator:s.LabelSelectorOperator! values:[s]",
  Condition: "meta/v1 lastTransitionTime:t! message:s! observedGeneration:l reason:s! status:s! type:s!",
  DeleteOptions:
    "meta/v1 apiVersion:s dryRun:[s] gracePeriodSeconds:l^ ignoreStoreReadErrorWithClusterBreakingPotential:b kind:s orphanDependents:b^ preconditions:Preconditions propagationPolicy:s^",
  Preconditions: "meta/v1 resourceVersion:s uid:s",
  Status: "meta/v1 apiVersion:s code:i details:StatusDetails kind:s message:s metadata:ListMeta reason:s status:s",
  StatusDetails: "meta/v1 causes:[StatusCause] group:s kind:s name:s retryAfterSeconds:i uid:s",
  StatusCause: "meta/v1 field:s message:s reason:s",
  Pod: "core/v1 apiVersion:s kind:s metadata:ObjectMeta spec:PodSpec status:PodStatus",
  PodSpec:
    "core/v1 volumes:[Volume]@name,retainKeys;map:name initContainers:[Container]@name;map:name containers:[Container]!@name;map:name ephemeralContainers:[EphemeralContainer]@name;map:name restartPolicy:s.RestartPolicy terminationGracePeriodSeconds:l^ activeDeadlineSeconds:l^ dnsPolicy=DNSPolicy:s.DNSPolicy nodeSelector:{s} serviceAccountName:s serviceAccount=DeprecatedServiceAccount:s automountServiceAccountToken:b^ nodeName:s hostNetwork:b hostPID:b hostIPC:b shareProcessNamespace:b^ securityContext:PodSecurityContext imagePullSecrets:[LocalObjectReference]@name;map:name hostname:s subdomain:s affinity:Affinity schedulerName:s tolerations:[Toleration]@;atomic hostAliases:[HostAlias]@ip;map:ip priorityClassName:s priority:i^ dnsConfig=DNSConfig:PodDNSConfig readinessGates:[PodReadinessGate]@;atomic runtimeClassName:s^ enableServiceLinks:b^ preemptionPolicy:s.PreemptionPolicy^ overhead:{q} topologySpreadConstraints:[TopologySpreadConstraint]@topologyKey;map:topologyKey,whenUnsatisfiable setHostnameAsFQDN:b^ os=OS:PodOS hostUsers:b^ schedulingGates:[PodSchedulingGate]@name;map:name resourceClaims:[PodResourceClaim]@name,retainKeys;map:name resources:ResourceRequirements hostnameOverride:s^ schedulingGroup:PodSchedulingGroup",
  Affinity: "core/v1 nodeAffinity:NodeAffinity podAffinity:PodAffinity podAntiAffinity:PodAntiAffinity",
  NodeAffinity:
    "core/v1 requiredDuringSchedulingIgnoredDuringExecution:NodeSelector preferredDuringSchedulingIgnoredDuringExecution:[PreferredSchedulingTerm]",
  PreferredSchedulingTerm: "core/v1 weight:i! preference:NodeSelectorTerm!",
  NodeSelectorTerm: "core/v1 matchExpressions:[NodeSelectorRequirement] matchFields:[NodeSelectorRequirement]",
  NodeSelectorRequirement: "core/v1 key:s! operator:s.NodeSelectorOperator! values:[s]",
  NodeSelector: "core/v1 nodeSelectorTerms:[NodeSelectorTerm]!",
  PodAffinity:
    "core/v1 requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm] preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm]",
  WeightedPodAffinityTerm: "core/v1 weight:i! podAffinityTerm:PodAffinityTerm!",
  PodAffinityTerm:
    "core/v1 labelSelector:LabelSelector namespaces:[s] topologyKey:s! namespaceSelector:LabelSelector matchLabelKeys:[s] mismatchLabelKeys:[s]",
  PodAntiAffinity:
    "core/v1 requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm] preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm]",
  Container:
    "core/v1 name:s! image:s command:[s]@;atomic args:[s]@;atomic workingDir:s ports:[ContainerPort]@containerPort;map:containerPort,protocol envFrom:[EnvFromSource]@;atomic env:[EnvVar]@name;map:name resources:ResourceRequirements& resizePolicy:[ContainerResizePolicy] restartPolicy:s.ContainerRestartPolicy^ restartPolicyRules:[ContainerRestartRule] volumeMounts:[VolumeMount]@mountPath;map:mountPath volumeDevices:[VolumeDevice]@devicePath;map:devicePath livenessProbe:Probe readinessProbe:Probe startupProbe:Probe lifecycle:Lifecycle terminationMessagePath:s terminationMessagePolicy:s.TerminationMessagePolicy imagePullPolicy:s.PullPolicy securityContext:SecurityContext stdin:b stdinOnce:b tty=TTY:b",
  EnvVar: "core/v1 name:s! value:s valueFrom:EnvVarSource",
  EnvVarSource:
    "core/v1 fieldRef:ObjectFieldSelector resourceFieldRef:ResourceFieldSelector configMapKeyRef:ConfigMapKeySelector secretKeyRef:SecretKeySelector fileKeyRef:FileKeySelector",
  ConfigMapKeySelector: "core/v1 LocalObjectReference( name:s ) key:s! optional:b^",
  ObjectFieldSelector: "core/v1 apiVersion=APIVersion:s fieldPath:s!",
  FileKeySelector: "core/v1 volumeName:s! path:s! key:s! optional:b^",
  ResourceFieldSelector: "core/v1 containerName:s resource:s! divisor:q",
  SecretKeySelector: "core/v1 LocalObjectReference( name:s ) key:s! optional:b^",
  EnvFromSource: "core/v1 prefix:s configMapRef:ConfigMapEnvSource secretRef:SecretEnvSource",
  ConfigMapEnvSource: "core/v1 LocalObjectReference( name:s ) optional:b^",
  SecretEnvSource: "core/v1 LocalObjectReference( name:s ) optional:b^",
  Lifecycle: "core/v1 postStart:LifecycleHandler preStop:LifecycleHandler stopSignal:s.Signal^",
  LifecycleHandler:
    "core/v1 exec:ExecAction httpGet=HTTPGet:HTTPGetAction tcpSocket=TCPSocket:TCPSocketAction sleep:SleepAction",
  ExecAction: "core/v1 command:[s]",
  HTTPGetAction: "core/v1 path:s port:?! host:s scheme:s.URIScheme httpHeaders=HTTPHeaders:[HTTPHeader]",
  HTTPHeader: "core/v1 name:s! value:s!",
  SleepAction: "core/v1 seconds:l!",
  TCPSocketAction: "core/v1 port:?! host:s",
  Probe:
    "core/v1 ProbeHandler( exec:ExecAction httpGet=HTTPGet:HTTPGetAction tcpSocket=TCPSocket:TCPSocketAction grpc=GRPC:GRPCAction ) initialDelaySeconds:i timeoutSeconds:i periodSeconds:i successThreshold:i failureThreshold:i terminationGracePeriodSeconds:l^",
  GRPCAction: "core/v1 port:i! service:s^",
  ContainerPort: "core/v1 name:s hostPort:i containerPort:i! protocol:s.Protocol hostIP:s",
  ContainerResizePolicy: "core/v1 resourceName:s.ResourceName! restartPolicy:s.ResourceResizeRestartPolicy!",
  ResourceRequirements: "core/v1 limits:{q} requests:{q} claims:[ResourceClaim]@;map:name",
  ResourceClaim: "core/v1 name:s! request:s",
  ContainerRestartRule: "core/v1 action:s.ContainerRestartRuleAction! exitCodes:ContainerRestartRuleOnExitCodes",
  ContainerRestartRuleOnExitCodes: "core/v1 operator:s.ContainerRestartRuleOnExitCodesOperator! values:[i]",
  SecurityContext:
    "core/v1 capabilities:Capabilities privileged:b^ seLinuxOptions=SELinuxOptions:SELinuxOptions windowsOptions:WindowsSecurityContextOptions runAsUser:l^ runAsGroup:l^ runAsNonRoot:b^ readOnlyRootFilesystem:b^ allowPrivilegeEscalation:b^ procMount:s.ProcMountType^ seccompProfile:SeccompProfile appArmorProfile:AppArmorProfile",
  AppArmorProfile: "core/v1 type:s.AppArmorProfileType! localhostProfile:s^",
  Capabilities: "core/v1 add:[s.Capability] drop:[s.Capability]",
  SELinuxOptions: "core/v1 user:s role:s type:s level:s",
  SeccompProfile: "core/v1 type:s.SeccompProfileType! localhostProfile:s^",
  WindowsSecurityContextOptions:
    "core/v1 gmsaCredentialSpecName=GMSACredentialSpecName:s^ gmsaCredentialSpec=GMSACredentialSpec:s^ runAsUserName:s^ hostProcess:b^",
  VolumeDevice: "core/v1 name:s! devicePath:s!",
  VolumeMount:
    "core/v1 name:s! readOnly:b recursiveReadOnly:s.RecursiveReadOnlyMode^ mountPath:s! subPath:s mountPropagation:s.MountPropagationMode^ subPathExpr:s",
  PodDNSConfig: "core/v1 nameservers:[s] searches:[s] options:[PodDNSConfigOption]",
  PodDNSConfigOption: "core/v1 name:s value:s^",
  EphemeralContainer:
    "core/v1 EphemeralContainerCommon( name:s! image:s command:[s] args:[s] workingDir:s ports:[ContainerPort]@containerPort;map:containerPort,protocol envFrom:[EnvFromSource] env:[EnvVar]@name;map:name resources:ResourceRequirements& resizePolicy:[ContainerResizePolicy] restartPolicy:s.ContainerRestartPolicy^ restartPolicyRules:[ContainerRestartRule] volumeMounts:[VolumeMount]@mountPath;map:mountPath volumeDevices:[VolumeDevice]@devicePath;map:devicePath livenessProbe:Probe readinessProbe:Probe startupProbe:Probe lifecycle:Lifecycle terminationMessagePath:s terminationMessagePolicy:s.TerminationMessagePolicy imagePullPolicy:s.PullPolicy securityContext:SecurityContext stdin:b stdinOnce:b tty=TTY:b ) targetContainerName:s",
  HostAlias: "core/v1 ip=IP:s! hostnames:[s]",
  LocalObjectReference: "core/v1 name:s",
  PodOS: "core/v1 name:s.OSName!",
  PodReadinessGate: "core/v1 conditionType:s.PodConditionType!",
  PodResourceClaim: "core/v1 name:s! resourceClaimName:s^ resourceClaimTemplateName:s^",
  PodSchedulingGate: "core/v1 name:s!",
  PodSchedulingGroup: "core/v1 podGroupName:s^",
  PodSecurityContext:
    "core/v1 seLinuxOptions=SELinuxOptions:SELinuxOptions windowsOptions:WindowsSecurityContextOptions runAsUser:l^ runAsGroup:l^ runAsNonRoot:b^ supplementalGroups:[l] supplementalGroupsPolicy:s.SupplementalGroupsPolicy^ fsGroup=FSGroup:l^ sysctls:[Sysctl] fsGroupChangePolicy=FSGroupChangePolicy:s.PodFSGroupChangePolicy^ seccompProfile:SeccompProfile appArmorProfile:AppArmorProfile seLinuxChangePolicy=SELinuxChangePolicy:s.PodSELinuxChangePolicy^",
  Sysctl: "core/v1 name:s! value:s!",
  Toleration: "core/v1 key:s operator:s.TolerationOperator value:s effect:s.TaintEffect tolerationSeconds:l^",
  TopologySpreadConstraint:
    "core/v1 maxSkew:i! topologyKey:s! whenUnsatisfiable:s.UnsatisfiableConstraintAction! labelSelector:LabelSelector minDomains:i^ nodeAffinityPolicy:s.NodeInclusionPolicy^ nodeTaintsPolicy:s.NodeInclusionPolicy^ matchLabelKeys:[s]@;atomic",
  Volume:
    "core/v1 name:s! VolumeSource( hostPath:HostPathVolumeSource emptyDir:EmptyDirVolumeSource gcePersistentDisk=GCEPersistentDisk:GCEPersistentDiskVolumeSource awsElasticBlockStore=AWSElasticBlockStore:AWSElasticBlockStoreVolumeSource gitRepo:GitRepoVolumeSource secret:SecretVolumeSource nfs=NFS:NFSVolumeSource iscsi=ISCSI:ISCSIVolumeSource glusterfs:GlusterfsVolumeSource persistentVolumeClaim:PersistentVolumeClaimVolumeSource rbd=RBD:RBDVolumeSource flexVolume:FlexVolumeSource cinder:CinderVolumeSource cephfs=CephFS:CephFSVolumeSource flocker:FlockerVolumeSource downwardAPI:DownwardAPIVolumeSource fc=FC:FCVolumeSource azureFile:AzureFileVolumeSource configMap:ConfigMapVolumeSource vsphereVolume:VsphereVirtualDiskVolumeSource quobyte:QuobyteVolumeSource azureDisk:AzureDiskVolumeSource photonPersistentDisk:PhotonPersistentDiskVolumeSource projected:ProjectedVolumeSource portworxVolume:PortworxVolumeSource scaleIO:ScaleIOVolumeSource storageos=StorageOS:StorageOSVolumeSource csi=CSI:CSIVolumeSource ephemeral:EphemeralVolumeSource image:ImageVolumeSource )",
  AWSElasticBlockStoreVolumeSource: "core/v1 volumeID:s! fsType=FSType:s partition:i readOnly:b",
  AzureDiskVolumeSource:
    "core/v1 diskName:s! diskURI=DataDiskURI:s! cachingMode:s.AzureDataDiskCachingMode^ fsType=FSType:s^ readOnly:b^ kind:s.AzureDataDiskKind^",
  AzureFileVolumeSource: "core/v1 secretName:s! shareName:s! readOnly:b",
  CephFSVolumeSource: "core/v1 monitors:[s]! path:s user:s secretFile:s secretRef:LocalObjectReference readOnly:b",
  CinderVolumeSource: "core/v1 volumeID:s! fsType=FSType:s readOnly:b secretRef:LocalObjectReference",
  ConfigMapVolumeSource: "core/v1 LocalObjectReference( name:s ) items:[KeyToPath] defaultMode:i^ optional:b^",
  KeyToPath: "core/v1 key:s! path:s! mode:i^",
  CSIVolumeSource:
    "core/v1 driver:s! readOnly:b^ fsType=FSType:s^ volumeAttributes:{s} nodePublishSecretRef:LocalObjectReference",
  DownwardAPIVolumeSource: "core/v1 items:[DownwardAPIVolumeFile] defaultMode:i^",
  DownwardAPIVolumeFile: "core/v1 path:s! fieldRef:ObjectFieldSelector resourceFieldRef:ResourceFieldSelector mode:i^",
  EmptyDirVolumeSource: "core/v1 medium:s.StorageMedium sizeLimit:q^",
  EphemeralVolumeSource: "core/v1 volumeClaimTemplate:PersistentVolumeClaimTemplate",
  PersistentVolumeClaimTemplate: "core/v1 metadata=ObjectMeta:ObjectMeta& spec:PersistentVolumeClaimSpec!",
  PersistentVolumeClaimSpec:
    "core/v1 accessModes:[s.PersistentVolumeAccessMode] selector:LabelSelector resources:VolumeResourceRequirements& volumeName:s storageClassName:s^ volumeMode:s.PersistentVolumeMode^ dataSource:TypedLocalObjectReference dataSourceRef:TypedObjectReference volumeAttributesClassName:s^",
  TypedLocalObjectReference: "core/v1 apiGroup=APIGroup:s^ kind:s! name:s!",
  TypedObjectReference: "core/v1 apiGroup=APIGroup:s^ kind:s! name:s! namespace:s^",
  VolumeResourceRequirements: "core/v1 limits:{q} requests:{q}",
  FCVolumeSource: "core/v1 targetWWNs:[s] lun:i^ fsType=FSType:s readOnly:b wwids=WWIDs:[s]",
  FlexVolumeSource: "core/v1 driver:s! fsType=FSType:s secretRef:LocalObjectReference readOnly:b options:{s}",
  FlockerVolumeSource: "core/v1 datasetName:s datasetUUID:s",
  GCEPersistentDiskVolumeSource: "core/v1 pdName=PDName:s! fsType=FSType:s partition:i readOnly:b",
  GitRepoVolumeSource: "core/v1 repository:s! revision:s directory:s",
  GlusterfsVolumeSource: "core/v1 endpoints=EndpointsName:s! path:s! readOnly:b",
  HostPathVolumeSource: "core/v1 path:s! type:s.HostPathType^",
  ImageVolumeSource: "core/v1 reference:s pullPolicy:s.PullPolicy",
  ISCSIVolumeSource:
    "core/v1 targetPortal:s! iqn=IQN:s! lun:i! iscsiInterface=ISCSIInterface:s fsType=FSType:s readOnly:b portals:[s] chapAuthDiscovery=DiscoveryCHAPAuth:b chapAuthSession=SessionCHAPAuth:b secretRef:LocalObjectReference initiatorName:s^",
  NFSVolumeSource: "core/v1 server:s! path:s! readOnly:b",
  PersistentVolumeClaimVolumeSource: "core/v1 claimName:s! readOnly:b",
  PhotonPersistentDiskVolumeSource: "core/v1 pdID:s! fsType=FSType:s",
  PortworxVolumeSource: "core/v1 volumeID:s! fsType=FSType:s readOnly:b",
  ProjectedVolumeSource: "core/v1 sources:[VolumeProjection] defaultMode:i^",
  VolumeProjection:
    "core/v1 secret:SecretProjection downwardAPI:DownwardAPIProjection configMap:ConfigMapProjection serviceAccountToken:ServiceAccountTokenProjection clusterTrustBundle:ClusterTrustBundleProjection podCertificate:PodCertificateProjection",
  ClusterTrustBundleProjection: "core/v1 name:s^ signerName:s^ labelSelector:LabelSelector optional:b^ path:s!",
  ConfigMapProjection: "core/v1 LocalObjectReference( name:s ) items:[KeyToPath] optional:b^",
  DownwardAPIProjection: "core/v1 items:[DownwardAPIVolumeFile]",
  PodCertificateProjection:
    "core/v1 signerName:s! keyType:s! maxExpirationSeconds:i^ credentialBundlePath:s keyPath:s certificateChainPath:s userAnnotations:{s}",
  SecretProjection: "core/v1 LocalObjectReference( name:s ) items:[KeyToPath] optional:b^",
  ServiceAccountTokenProjection: "core/v1 audience:s expirationSeconds:l^ path:s!",
  QuobyteVolumeSource: "core/v1 registry:s! volume:s! readOnly:b user:s group:s tenant:s",
  RBDVolumeSource:
    "core/v1 monitors=CephMonitors:[s]! image=RBDImage:s! fsType=FSType:s pool=RBDPool:s user=RadosUser:s keyring:s secretRef:LocalObjectReference readOnly:b",
  ScaleIOVolumeSource:
    "core/v1 gateway:s! system:s! secretRef:LocalObjectReference!^ sslEnabled=SSLEnabled:b protectionDomain:s storagePool:s storageMode:s volumeName:s fsType=FSType:s readOnly:b",
  SecretVolumeSource: "core/v1 secretName:s items:[KeyToPath] defaultMode:i^ optional:b^",
  StorageOSVolumeSource:
    "core/v1 volumeName:s volumeNamespace:s fsType=FSType:s readOnly:b secretRef:LocalObjectReference",
  VsphereVirtualDiskVolumeSource: "core/v1 volumePath:s! fsType=FSType:s storagePolicyName:s storagePolicyID:s",
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
  PodTemplateSpec: "core/v1 metadata=ObjectMeta:ObjectMeta& spec:PodSpec&",
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
  IngressRule: "networking/v1 host:s IngressRuleValue( http:HTTPIngressRuleValue )",
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
