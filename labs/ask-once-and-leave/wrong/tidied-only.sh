# expect: word-answered "no answer yet"
kubectl delete pods -l run
answer why-restarted b
