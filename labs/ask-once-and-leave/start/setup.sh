# Three tries before lunch.
kubectl rollout status deployment/@service@ -n @namespace@
kubectl run debug --image=busybox:1.37 -- wget -qO- http://@service@/
kubectl run debug-2 --image=busybox:1.37 --restart=Never -- nslookup @service@
kubectl run debug-3 --image=busybox:1.37 --restart=Never -- curl -s http://@service@.@namespace@/
sleep 15
