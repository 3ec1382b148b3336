# expect: keeper-stays "@keeper@ is gone"
kubectl run ask --rm -i --restart=Never --image=busybox:1.37 -- wget -qO- http://@service@.@namespace@/
kubectl delete pods --all --grace-period=1
answer the-word @word@
answer why-restarted b
