# Both have called a few times.
kubectl rollout status deployment/@app@
kubectl rollout status deployment/web
sleep 4
