# expect: on-that-node "spec.nodeName"
node=$(kubectl get pod near -o jsonpath='{.spec.nodeName}')
kubectl run @far@ --image=nginx --labels=app=@far@ --overrides='{"spec":{"nodeName":"'$node'"}}'
kubectl wait --for=condition=Ready pod/@far@ --timeout=60s
answer plugin @plugin@
answer device @device@
answer envelope @envelope@
answer mtu @mtu@
answer machine @machine@
