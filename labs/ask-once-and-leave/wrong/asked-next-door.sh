# expect: there-too "there is still ask"
kubectl run ask --restart=Never -n @namespace@ --image=busybox:1.37 -- wget -qO- http://@service@/
kubectl delete pods -l run
answer the-word @word@
answer why-restarted b
