# expect: mtu-read "that is not it"
kubectl run @far@ --image=nginx --labels=app=@far@ --overrides='{"spec":{"nodeName":"@there@"}}'
kubectl wait --for=condition=Ready pod/@far@ --timeout=60s
answer plugin @plugin@
answer device @device@
answer envelope @envelope@
answer mtu 65536
answer machine @machine@
