# A Service in front of the Pods, and its name in place of the address.
kubectl logs deployment/report --tail=4
kubectl get pods -o wide
cat > service.yaml <<'EOF'
apiVersion: v1
kind: Service
metadata:
  name: @service@
spec:
  type: LoadBalancer
  selector:
    app: fastapi-k8s
  ports:
    - port: 80
      targetPort: 8000
EOF
kubectl apply -f service.yaml
kubectl get endpointslices -l kubernetes.io/service-name=@service@
curl -s http://localhost/
sed -i 's#http://.*:8000#http://@service@#' report.yaml
kubectl apply -f report.yaml
kubectl rollout status deployment/report
kubectl logs deployment/report --tail=4
