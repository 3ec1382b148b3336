# expect: service-finds-pods "no Pod has the labels app=fastapi"
cat > service.yaml <<'EOF'
apiVersion: v1
kind: Service
metadata:
  name: @service@
spec:
  type: LoadBalancer
  selector:
    app: fastapi
  ports:
    - port: 80
      targetPort: 8000
EOF
kubectl apply -f service.yaml
sed -i 's#http://.*:8000#http://@service@#' report.yaml
kubectl apply -f report.yaml
kubectl rollout status deployment/report
