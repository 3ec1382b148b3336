# expect: outlives-the-pods "no Pod with the labels app=web got an answer"
kubectl set env deployment/web API=http://$(kubectl get pods -l app=@app@ -o jsonpath='{.items[0].status.podIP}'):8000
kubectl rollout status deployment/web
answer what-dns-says b
