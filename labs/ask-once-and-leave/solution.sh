# What happened, then the question, once, and the broom.
kubectl get pods --show-labels
kubectl logs debug
kubectl run ask --rm -i --restart=Never --image=busybox:1.37 -- wget -qO- http://@service@.@namespace@/
answer the-word @word@
answer why-restarted b
kubectl delete pod debug debug-2 debug-3
kubectl get pods
