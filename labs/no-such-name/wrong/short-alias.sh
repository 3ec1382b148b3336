# expect: web-talks "no Pod with the labels app=web got an answer"
kubectl create service externalname @app@@suffix@ --external-name=@app@
answer what-dns-says b
