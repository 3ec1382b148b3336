# One Service for the inside, one for the outside; the other one is made anew without the port.
kubectl delete service @holder@ --namespace @team@
kubectl expose deployment @holder@ --namespace @team@ --port=80
kubectl expose deployment @app@ --port=80 --target-port=8000
kubectl create service nodeport @app@-outside --tcp=80:8000 --node-port=@port@
kubectl patch service @app@-outside -p '{"spec":{"selector":{"app":"@app@"}}}'
