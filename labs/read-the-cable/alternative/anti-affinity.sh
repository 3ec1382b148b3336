# The scheduler keeps it away from the other one.
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: Pod
metadata: {name: @far@, labels: {app: @far@}}
spec:
  affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: near}}}]}}
  containers: [{name: web, image: hashicorp/http-echo:1.0, args: ["-listen=:80", "-text=hello"]}]
YAML
kubectl wait --for=condition=Ready pod/@far@ --timeout=60s
answer plugin @plugin@
answer device @device@
answer envelope @envelope@
answer mtu @mtu@
answer machine @machine@
