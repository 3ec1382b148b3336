# No Deployment at all: as many Pods as are wanted, with the label.
kubectl delete deployment @app@
for i in $(seq @copies@); do kubectl run @app@-$i --image=fastapi-k8s:latest --image-pull-policy=Never --labels=app=@app@; done
kubectl wait --for=condition=Ready pod -l app=@app@ --timeout=60s
answer same-port b
