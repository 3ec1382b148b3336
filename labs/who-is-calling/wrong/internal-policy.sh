# expect: worker-1-keeps-it "and not 172.18.0.1"
kubectl patch service @app@ -p '{"spec":{"internalTrafficPolicy":"Local"}}'
sed -i -e 's/replicas: 1/replicas: 2/' -e '/nodeSelector:/,+1d' app.yaml
kubectl apply -f app.yaml
kubectl rollout status deployment/@app@
