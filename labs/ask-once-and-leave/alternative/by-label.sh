# What kubectl run made has a label; a toolbox with curl asks by the full name.
kubectl delete pods -l run
kubectl run -i --rm once --image=curlimages/curl --restart=Never -- -s http://@service@.@namespace@.svc.cluster.local/
answer the-word "@word@"
answer why-restarted b
