# On the live object.
@if fault=label@
kubectl label endpointslice @service@-outside kubernetes.io/service-name=@service@
@end@
@if fault=name@
kubectl patch endpointslice @service@-outside --type=json -p '[{"op":"replace","path":"/ports/0/name","value":"@portName@"}]'
@end@
@if fault=port@
kubectl patch endpointslice @service@-outside --type=json -p '[{"op":"replace","path":"/ports/0/port","value":80}]'
@end@
sleep 2
