# expect: near-is-answered "0 Pods"
kubectl run @far@ --image=nginx --overrides='{"spec":{"nodeName":"@there@"}}'
kubectl wait --for=condition=Ready pod/@far@ --timeout=60s
answer plugin @plugin@
answer device @device@
answer envelope @envelope@
answer mtu @mtu@
answer machine @machine@
