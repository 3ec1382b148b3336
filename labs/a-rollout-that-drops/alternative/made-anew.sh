# The Deployment made again, with all that it should have.
kubectl delete deployment @app@
kubectl apply -f - <<'YAML'
apiVersion: apps/v1
kind: Deployment
metadata: {name: @app@}
spec:
  replicas: 2
  selector: {matchLabels: {app: @app@}}
  template:
    metadata: {labels: {app: @app@}}
    spec:
      containers:
        - name: web
          image: fastapi-k8s:latest
          imagePullPolicy: Never
          command: [sh, -c, sleep 7; exec uvicorn main:app --host 0.0.0.0 --port 8000]
          startupProbe: {httpGet: {path: /health, port: 8000}, periodSeconds: 1, failureThreshold: 30}
          lifecycle: {preStop: {sleep: {seconds: 6}}}
YAML
kubectl rollout status deployment/@app@
