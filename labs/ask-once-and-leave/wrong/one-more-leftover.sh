# expect: no-leftovers "there is still ask"
kubectl run ask --restart=Never --image=busybox:1.37 -- wget -qO- http://@service@.@namespace@/
sleep 5
kubectl logs ask
answer the-word @word@
answer why-restarted b
kubectl delete pod debug debug-2 debug-3
