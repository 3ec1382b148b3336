# By a manifest and a node selector, and another server.
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: Pod
metadata: {name: @far@, labels: {app: @far@}}
spec:
  nodeSelector: {kubernetes.io/hostname: @there@}
  containers: [{name: web, image: httpd}]
YAML
kubectl wait --for=condition=Ready pod/@far@ --timeout=60s
answer plugin @plugin@
answer device @device@
answer envelope @envelope@
answer mtu @mtu@
answer machine @machine@
