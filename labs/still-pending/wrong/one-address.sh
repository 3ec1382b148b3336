# expect: other-has-one "it is not set"
kubectl delete ipaddresspools,l2advertisements --all --namespace metallb-system
cat <<'YAML' | kubectl apply -f -
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: ours, namespace: metallb-system}
spec:
  addresses: ["172.18.@net@.@last@/32"]
---
apiVersion: metallb.io/v1beta1
kind: L2Advertisement
metadata: {name: ours, namespace: metallb-system}
YAML
kubectl delete -f services.yaml
kubectl expose deployment @app@ --type=LoadBalancer --port=80 --target-port=8000
sleep 5
kubectl expose deployment @other@ --type=LoadBalancer --port=80 --target-port=8000
sleep 3
