# expect: worker-1-keeps-it "172.18.0.3:@port@"
kubectl delete service @app@
kubectl expose deployment @app@ --type=NodePort --port=80 --target-port=8000
kubectl patch service @app@ -p '{"spec":{"externalTrafficPolicy":"Local"}}'
sed -i -e 's/replicas: 1/replicas: 2/' -e '/nodeSelector:/,+1d' app.yaml
kubectl apply -f app.yaml
kubectl rollout status deployment/@app@
