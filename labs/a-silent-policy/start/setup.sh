# Everybody is there before the learner comes.
kubectl rollout status deployment/@app@ -n @home@
kubectl wait --for=condition=Ready pod -l part=caller --all-namespaces --timeout=60s
