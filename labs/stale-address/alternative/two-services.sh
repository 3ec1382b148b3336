# One Service for the inside, another for the outside, the ports by their numbers.
kubectl expose deployment fastapi-k8s --name=@service@ --type=ClusterIP --port=80 --target-port=8000
cat <<'EOF' | kubectl apply -f -
apiVersion: v1
kind: Service
metadata:
  name: front-door
spec:
  type: LoadBalancer
  selector: {app: fastapi-k8s}
  ports: [{port: 80, targetPort: 8000}]
EOF
sed -i 's#http://.*:8000#http://@service@:80#' report.yaml
kubectl apply -f report.yaml
kubectl rollout status deployment/report
