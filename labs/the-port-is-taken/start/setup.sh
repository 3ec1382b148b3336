# Both are up before anybody comes.
kubectl rollout status deployment/@app@
kubectl rollout status deployment/@holder@ --namespace @team@
sleep 2
