# expect: machine-read "that is not it"
kubectl run @far@ --image=nginx --labels=app=@far@ --overrides='{"spec":{"nodeName":"@there@"}}'
kubectl wait --for=condition=Ready pod/@far@ --timeout=60s
answer plugin @plugin@
answer device @device@
answer envelope @envelope@
answer mtu @mtu@
answer machine $(kubectl get pod @far@ -o jsonpath={.status.podIP})
