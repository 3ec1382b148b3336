# expect: web-talks "none opened a connection"
echo "$(kubectl get service @app@ -o jsonpath='{.spec.clusterIP}') @app@@suffix@" | sudo tee -a /etc/hosts
answer what-dns-says b
