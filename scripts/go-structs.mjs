/**
 * How Go declares the structs of a Pod template, as core/v1/types.go and meta/v1/types.go of 1.36 have them: fields in
 * the order of declaration, each under its JSON name, with "=Name" where Go's is more than that with a capital,
 * ".Type" where a string has a type of its own, "&" where an optional struct is no pointer. "Struct(" … ")" is what an
 * embedded struct brings. What else a field is (a pointer, a list) schema-facts.mjs and the client's models say.
 */
export const GO_STRUCTS = {
  PodTemplateSpec: "metadata=ObjectMeta& spec&",
  ObjectMeta:
    "name generateName namespace selfLink uid=UID.types.UID resourceVersion generation creationTimestamp " +
    "deletionTimestamp deletionGracePeriodSeconds labels annotations ownerReferences finalizers managedFields",
  OwnerReference: "apiVersion=APIVersion kind name uid=UID.types.UID controller blockOwnerDeletion",
  PodSpec:
    "volumes initContainers containers ephemeralContainers restartPolicy.RestartPolicy " +
    "terminationGracePeriodSeconds activeDeadlineSeconds dnsPolicy=DNSPolicy.DNSPolicy nodeSelector " +
    "serviceAccountName serviceAccount=DeprecatedServiceAccount automountServiceAccountToken nodeName hostNetwork " +
    "hostPID hostIPC shareProcessNamespace securityContext imagePullSecrets hostname subdomain affinity " +
    "schedulerName tolerations hostAliases priorityClassName priority dnsConfig=DNSConfig readinessGates " +
    "runtimeClassName enableServiceLinks preemptionPolicy.PreemptionPolicy overhead topologySpreadConstraints " +
    "setHostnameAsFQDN os=OS hostUsers schedulingGates resourceClaims resources hostnameOverride schedulingGroup",
  Volume:
    "name VolumeSource( hostPath emptyDir gcePersistentDisk=GCEPersistentDisk " +
    "awsElasticBlockStore=AWSElasticBlockStore gitRepo secret nfs=NFS iscsi=ISCSI glusterfs persistentVolumeClaim " +
    "rbd=RBD flexVolume cinder cephfs=CephFS flocker downwardAPI fc=FC azureFile configMap vsphereVolume quobyte " +
    "azureDisk photonPersistentDisk projected portworxVolume scaleIO storageos=StorageOS csi=CSI ephemeral image " +
    ")",
  HostPathVolumeSource: "path type.HostPathType",
  EmptyDirVolumeSource: "medium.StorageMedium sizeLimit",
  GCEPersistentDiskVolumeSource: "pdName=PDName fsType=FSType partition readOnly",
  AWSElasticBlockStoreVolumeSource: "volumeID fsType=FSType partition readOnly",
  GitRepoVolumeSource: "repository revision directory",
  SecretVolumeSource: "secretName items defaultMode optional",
  KeyToPath: "key path mode",
  NFSVolumeSource: "server path readOnly",
  ISCSIVolumeSource:
    "targetPortal iqn=IQN lun iscsiInterface=ISCSIInterface fsType=FSType readOnly portals " +
    "chapAuthDiscovery=DiscoveryCHAPAuth chapAuthSession=SessionCHAPAuth secretRef initiatorName",
  LocalObjectReference: "name",
  GlusterfsVolumeSource: "endpoints=EndpointsName path readOnly",
  PersistentVolumeClaimVolumeSource: "claimName readOnly",
  RBDVolumeSource:
    "monitors=CephMonitors image=RBDImage fsType=FSType pool=RBDPool user=RadosUser keyring secretRef readOnly",
  FlexVolumeSource: "driver fsType=FSType secretRef readOnly options",
  CinderVolumeSource: "volumeID fsType=FSType readOnly secretRef",
  CephFSVolumeSource: "monitors path user secretFile secretRef readOnly",
  FlockerVolumeSource: "datasetName datasetUUID",
  DownwardAPIVolumeSource: "items defaultMode",
  DownwardAPIVolumeFile: "path fieldRef resourceFieldRef mode",
  ObjectFieldSelector: "apiVersion=APIVersion fieldPath",
  ResourceFieldSelector: "containerName resource divisor",
  FCVolumeSource: "targetWWNs lun fsType=FSType readOnly wwids=WWIDs",
  AzureFileVolumeSource: "secretName shareName readOnly",
  ConfigMapVolumeSource: "LocalObjectReference( name ) items defaultMode optional",
  VsphereVirtualDiskVolumeSource: "volumePath fsType=FSType storagePolicyName storagePolicyID",
  QuobyteVolumeSource: "registry volume readOnly user group tenant",
  AzureDiskVolumeSource:
    "diskName diskURI=DataDiskURI cachingMode.AzureDataDiskCachingMode fsType=FSType readOnly " +
    "kind.AzureDataDiskKind",
  PhotonPersistentDiskVolumeSource: "pdID fsType=FSType",
  ProjectedVolumeSource: "sources defaultMode",
  VolumeProjection: "secret downwardAPI configMap serviceAccountToken clusterTrustBundle podCertificate",
  SecretProjection: "LocalObjectReference( name ) items optional",
  DownwardAPIProjection: "items",
  ConfigMapProjection: "LocalObjectReference( name ) items optional",
  ServiceAccountTokenProjection: "audience expirationSeconds path",
  ClusterTrustBundleProjection: "name signerName labelSelector optional path",
  LabelSelector: "matchLabels matchExpressions",
  LabelSelectorRequirement: "key operator.LabelSelectorOperator values",
  PodCertificateProjection:
    "signerName keyType maxExpirationSeconds credentialBundlePath keyPath certificateChainPath userAnnotations",
  PortworxVolumeSource: "volumeID fsType=FSType readOnly",
  ScaleIOVolumeSource:
    "gateway system secretRef sslEnabled=SSLEnabled protectionDomain storagePool storageMode volumeName " +
    "fsType=FSType readOnly",
  StorageOSVolumeSource: "volumeName volumeNamespace fsType=FSType readOnly secretRef",
  CSIVolumeSource: "driver readOnly fsType=FSType volumeAttributes nodePublishSecretRef",
  EphemeralVolumeSource: "volumeClaimTemplate",
  PersistentVolumeClaimTemplate: "metadata=ObjectMeta& spec",
  PersistentVolumeClaimSpec:
    "accessModes.PersistentVolumeAccessMode selector resources& volumeName storageClassName " +
    "volumeMode.PersistentVolumeMode dataSource dataSourceRef volumeAttributesClassName",
  VolumeResourceRequirements: "limits requests",
  TypedLocalObjectReference: "apiGroup=APIGroup kind name",
  TypedObjectReference: "apiGroup=APIGroup kind name namespace",
  ImageVolumeSource: "reference pullPolicy.PullPolicy",
  Container:
    "name image command args workingDir ports envFrom env resources& resizePolicy " +
    "restartPolicy.ContainerRestartPolicy restartPolicyRules volumeMounts volumeDevices livenessProbe " +
    "readinessProbe startupProbe lifecycle terminationMessagePath " +
    "terminationMessagePolicy.TerminationMessagePolicy imagePullPolicy.PullPolicy securityContext stdin stdinOnce " +
    "tty=TTY",
  ContainerPort: "name hostPort containerPort protocol.Protocol hostIP",
  EnvFromSource: "prefix configMapRef secretRef",
  ConfigMapEnvSource: "LocalObjectReference( name ) optional",
  SecretEnvSource: "LocalObjectReference( name ) optional",
  EnvVar: "name value valueFrom",
  EnvVarSource: "fieldRef resourceFieldRef configMapKeyRef secretKeyRef fileKeyRef",
  ConfigMapKeySelector: "LocalObjectReference( name ) key optional",
  SecretKeySelector: "LocalObjectReference( name ) key optional",
  FileKeySelector: "volumeName path key optional",
  ResourceRequirements: "limits requests claims",
  ResourceClaim: "name request",
  ContainerResizePolicy: "resourceName.ResourceName restartPolicy.ResourceResizeRestartPolicy",
  ContainerRestartRule: "action.ContainerRestartRuleAction exitCodes",
  ContainerRestartRuleOnExitCodes: "operator.ContainerRestartRuleOnExitCodesOperator values",
  VolumeMount:
    "name readOnly recursiveReadOnly.RecursiveReadOnlyMode mountPath subPath " +
    "mountPropagation.MountPropagationMode subPathExpr",
  VolumeDevice: "name devicePath",
  Probe:
    "ProbeHandler( exec httpGet=HTTPGet tcpSocket=TCPSocket grpc=GRPC ) initialDelaySeconds timeoutSeconds " +
    "periodSeconds successThreshold failureThreshold terminationGracePeriodSeconds",
  ExecAction: "command",
  HTTPGetAction: "path port host scheme.URIScheme httpHeaders=HTTPHeaders",
  HTTPHeader: "name value",
  TCPSocketAction: "port host",
  GRPCAction: "port service",
  Lifecycle: "postStart preStop stopSignal.Signal",
  LifecycleHandler: "exec httpGet=HTTPGet tcpSocket=TCPSocket sleep",
  SleepAction: "seconds",
  SecurityContext:
    "capabilities privileged seLinuxOptions=SELinuxOptions windowsOptions runAsUser runAsGroup runAsNonRoot " +
    "readOnlyRootFilesystem allowPrivilegeEscalation procMount.ProcMountType seccompProfile appArmorProfile",
  Capabilities: "add.Capability drop.Capability",
  SELinuxOptions: "user role type level",
  WindowsSecurityContextOptions:
    "gmsaCredentialSpecName=GMSACredentialSpecName gmsaCredentialSpec=GMSACredentialSpec runAsUserName " +
    "hostProcess",
  SeccompProfile: "type.SeccompProfileType localhostProfile",
  AppArmorProfile: "type.AppArmorProfileType localhostProfile",
  EphemeralContainer:
    "EphemeralContainerCommon( name image command args workingDir ports envFrom env resources& resizePolicy " +
    "restartPolicy.ContainerRestartPolicy restartPolicyRules volumeMounts volumeDevices livenessProbe " +
    "readinessProbe startupProbe lifecycle terminationMessagePath " +
    "terminationMessagePolicy.TerminationMessagePolicy imagePullPolicy.PullPolicy securityContext stdin stdinOnce " +
    "tty=TTY ) targetContainerName",
  PodSecurityContext:
    "seLinuxOptions=SELinuxOptions windowsOptions runAsUser runAsGroup runAsNonRoot supplementalGroups " +
    "supplementalGroupsPolicy.SupplementalGroupsPolicy fsGroup=FSGroup sysctls " +
    "fsGroupChangePolicy=FSGroupChangePolicy.PodFSGroupChangePolicy seccompProfile appArmorProfile " +
    "seLinuxChangePolicy=SELinuxChangePolicy.PodSELinuxChangePolicy",
  Sysctl: "name value",
  Affinity: "nodeAffinity podAffinity podAntiAffinity",
  NodeAffinity: "requiredDuringSchedulingIgnoredDuringExecution preferredDuringSchedulingIgnoredDuringExecution",
  NodeSelector: "nodeSelectorTerms",
  NodeSelectorTerm: "matchExpressions matchFields",
  NodeSelectorRequirement: "key operator.NodeSelectorOperator values",
  PreferredSchedulingTerm: "weight preference",
  PodAffinity: "requiredDuringSchedulingIgnoredDuringExecution preferredDuringSchedulingIgnoredDuringExecution",
  PodAffinityTerm: "labelSelector namespaces topologyKey namespaceSelector matchLabelKeys mismatchLabelKeys",
  WeightedPodAffinityTerm: "weight podAffinityTerm",
  PodAntiAffinity: "requiredDuringSchedulingIgnoredDuringExecution preferredDuringSchedulingIgnoredDuringExecution",
  Toleration: "key operator.TolerationOperator value effect.TaintEffect tolerationSeconds",
  HostAlias: "ip=IP hostnames",
  PodDNSConfig: "nameservers searches options",
  PodDNSConfigOption: "name value",
  PodReadinessGate: "conditionType.PodConditionType",
  TopologySpreadConstraint:
    "maxSkew topologyKey whenUnsatisfiable.UnsatisfiableConstraintAction labelSelector minDomains " +
    "nodeAffinityPolicy.NodeInclusionPolicy nodeTaintsPolicy.NodeInclusionPolicy matchLabelKeys",
  PodOS: "name.OSName",
  PodSchedulingGate: "name",
  PodResourceClaim: "name resourceClaimName resourceClaimTemplateName",
  PodSchedulingGroup: "podGroupName",
  IngressRule: "host IngressRuleValue( http )",
};
