# expect: console-from-inside "refused the connection"
kubectl patch deployment @app@ -n @home@ -p '{"spec":{"template":{"spec":{"containers":[{"name":"console","$patch":"delete"}]}}}}'
kubectl rollout status deployment/@app@ -n @home@
answer why-silent @cause@
