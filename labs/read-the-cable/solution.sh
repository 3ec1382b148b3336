# The other end, on the other node; then look.
kubectl run @far@ --image=nginx --labels=app=@far@ --overrides='{"spec":{"nodeName":"@there@"}}'
kubectl wait --for=condition=Ready pod/@far@ --timeout=60s
node=$(kubectl get pod near -o jsonpath='{.spec.nodeName}')
address=$(kubectl get pod @far@ -o jsonpath='{.status.podIP}')
ssh $node ls /etc/cni/net.d
ssh $node ip route get $address
ssh -n $node 'timeout 3 tcpdump -c 2 -ni eth0 not port 22 and not arp 2>/dev/null' & sleep 1; kubectl exec near -- wget -qO- http://$address/ > /dev/null; wait
kubectl exec near -- ip link show eth0
answer plugin @plugin@
answer device @device@
answer envelope @envelope@
answer mtu @mtu@
answer machine @machine@
