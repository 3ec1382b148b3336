# expect: web-talks "(refused)"
kubectl create service clusterip @app@@suffix@ --tcp=80:8000
answer what-dns-says b
