# expect: near-is-answered "refused"
kubectl run @far@ --image=fastapi-k8s:latest --image-pull-policy=Never --labels=app=@far@ --overrides='{"spec":{"nodeName":"@there@"}}'
kubectl wait --for=condition=Ready pod/@far@ --timeout=60s
answer plugin @plugin@
answer device @device@
answer envelope @envelope@
answer mtu @mtu@
answer machine @machine@
