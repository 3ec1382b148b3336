# The range that is ours, announced; and one Service asks for its own address.
kubectl get services
kubectl get ipaddresspools,l2advertisements --namespace metallb-system
cat > metallb.yaml <<'YAML'
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata:
  name: ours
  namespace: metallb-system
spec:
  addresses:
    - 172.18.@net@.8-172.18.@net@.15
---
apiVersion: metallb.io/v1beta1
kind: L2Advertisement
metadata:
  name: ours
  namespace: metallb-system
spec:
  ipAddressPools:
    - ours
YAML
kubectl apply -f metallb.yaml
kubectl annotate service @app@ metallb.io/loadBalancerIPs=172.18.@net@.@last@
sleep 3
kubectl get services
curl -s -m 5 http://172.18.@net@.@last@/
