# expect: console-closed "gets through to Pod @home@/@app@"
kubectl delete -f policy.yaml
kubectl apply -f policy.yaml
answer why-silent @cause@
