# No Pod of one's own at all: ask from one that is there.
kubectl exec @keeper@ -- wget -qO- http://@service@.@namespace@/ > word.txt
answer the-word $(cat word.txt)
answer why-restarted b
kubectl delete pod debug debug-2 debug-3 --grace-period=1
