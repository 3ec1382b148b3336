# expect: on-that-node "spec.nodeName"
node=$(kubectl get pod near -o jsonpath='{.spec.nodeName}')
kubectl run @far@ --image=nginx --labels=app=@far@ --overrides='{"spec":{"nodeName":"'$node'"}}'
kubectl wait --for=condition=Ready pod/@far@ --timeout=60s
@if cni=flannel@
answer plugin flannel
answer device flannel.1
answer envelope a
answer mtu 1450
@end@
@if cni=calico@
answer plugin calico
answer device tunl0
answer envelope b
answer mtu 1480
@end@
@if cni=kindnet@
answer plugin ptp
answer device eth0
answer envelope c
answer mtu 1500
@end@
@if there=node-1@
answer machine 172.18.0.3
@end@
@if there=node-2@
answer machine 172.18.0.4
@end@
