# Both versions up, and the readiness probes have had their say.
kubectl rollout status deployment/@app@-v1
kubectl rollout status deployment/@app@-v2
