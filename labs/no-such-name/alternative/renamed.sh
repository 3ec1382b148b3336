# The agreement is kept by the called, and whoever called it before is told.
sed 's/  name: @app@$/  name: @app@@suffix@/' service.yaml | kubectl apply -f -
kubectl set env deployment/nightly API=http://@app@@suffix@.default
kubectl rollout status deployment/nightly
kubectl delete service @app@
answer what-dns-says b
