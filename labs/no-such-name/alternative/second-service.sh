# Another Service in front of the same Pods.
kubectl expose deployment @app@ --name=@app@@suffix@ --port=80 --target-port=8000
answer what-dns-says b
