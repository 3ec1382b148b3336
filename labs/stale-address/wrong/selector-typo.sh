# expect: service-finds-pods "no Pod has the labels app=fastapi"
cat > service.yaml <<'EOF'
apiVersion: v1
kind: Service
metadata:
  name: fastapi-k8s
spec:
  type: LoadBalancer
  selector:
    app: fastapi
  ports:
    - port: 80
      targetPort: 8000
EOF
kubectl apply -f service.yaml
kubectl set env deployment/report API_URL=http://fastapi-k8s
kubectl rollout status deployment/report
