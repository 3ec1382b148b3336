# The node has the image: say so, and ask for as many copies as are wanted.
kubectl describe pod -l app=@app@ | tail -n 8
sed -i 's/replicas: 1/replicas: @copies@/; s/image: fastapi-k8s:latest/&\n          imagePullPolicy: Never/' app.yaml
kubectl apply -f app.yaml
kubectl rollout status deployment/@app@ --timeout=60s
kubectl get pods -o wide
answer same-port b
