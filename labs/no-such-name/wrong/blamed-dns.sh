# expect: dns-read "It did, at once"
kubectl rollout restart deployment/coredns -n kube-system
kubectl set env deployment/web API=http://@app@
kubectl rollout status deployment/web
answer what-dns-says a
