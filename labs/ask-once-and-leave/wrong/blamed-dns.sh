# expect: restart-explained "DNS answered"
kubectl run ask --rm -i --restart=Never --image=busybox:1.37 -- wget -qO- http://@service@.@namespace@/
answer the-word @word@
answer why-restarted c
kubectl delete pods -l run
