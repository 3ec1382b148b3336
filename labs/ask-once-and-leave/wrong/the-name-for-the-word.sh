# expect: word-answered "that is not it"
kubectl delete pods -l run
answer the-word @service@
answer why-restarted b
