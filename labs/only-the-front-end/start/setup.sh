# Everybody is there before the learner comes.
kubectl rollout status deployment/@back@
kubectl rollout status deployment/@front@
kubectl rollout status deployment/batch
kubectl wait --for=condition=Ready pod/@front@ -n @guests@ --timeout=60s
