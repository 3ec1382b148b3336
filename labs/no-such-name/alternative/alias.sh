# A Service that is only another name.
kubectl create service externalname @app@@suffix@ --external-name=@app@.default.svc.cluster.local
answer what-dns-says b
