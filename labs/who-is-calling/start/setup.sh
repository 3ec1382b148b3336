# The Pods are up before anybody comes.
kubectl rollout status deployment/@app@
sleep 2
