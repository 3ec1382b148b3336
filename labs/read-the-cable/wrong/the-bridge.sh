# expect: device-read "that is not it"
kubectl run @far@ --image=nginx --labels=app=@far@ --overrides='{"spec":{"nodeName":"@there@"}}'
kubectl wait --for=condition=Ready pod/@far@ --timeout=60s
answer plugin @plugin@
answer device cni0
answer envelope @envelope@
answer mtu @mtu@
answer machine @machine@
