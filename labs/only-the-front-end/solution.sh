# A policy with one rule isolates, and admits one caller on the Pod's own port.
cat > policy.yaml <<'YAML'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: @front@-to-@back@
spec:
  podSelector:
    matchLabels:
      app: @back@
  ingress:
    - from:
        - podSelector:
            matchLabels:
              app: @front@
      ports:
        - protocol: TCP
          port: @port@
YAML
kubectl apply -f policy.yaml
kubectl exec deployment/@front@ -- wget -qO- -T 2 http://@back@/
kubectl exec deployment/batch -- wget -qO- -T 2 http://@back@/
