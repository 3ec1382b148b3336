# expect: nightly-talks "no Pod with the labels app=nightly got an answer"
sed -i 's/  name: @app@$/  name: @app@@suffix@/' service.yaml
kubectl apply -f service.yaml
kubectl delete service @app@
answer what-dns-says b
