# expect: name-answers "there is no name @service@"
kubectl create namespace web
cat > service.yaml <<'EOF'
apiVersion: v1
kind: Service
metadata:
  name: @service@
  namespace: web
spec:
  selector:
    app: fastapi-k8s
  ports:
    - port: 80
      targetPort: 8000
EOF
kubectl apply -f service.yaml
sed -i 's#http://.*:8000#http://@service@.web#' report.yaml
kubectl apply -f report.yaml
kubectl rollout status deployment/report
