# The old field, and an advertisement for every pool.
kubectl delete ipaddresspools,l2advertisements --all --namespace metallb-system
cat <<'YAML' | kubectl apply -f -
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: granted, namespace: metallb-system}
spec:
  addresses: ["172.18.@net@.8/29"]
---
apiVersion: metallb.io/v1beta1
kind: L2Advertisement
metadata: {name: everything, namespace: metallb-system}
YAML
kubectl patch service @app@ -p '{"spec":{"loadBalancerIP":"172.18.@net@.@last@"}}'
sleep 5
