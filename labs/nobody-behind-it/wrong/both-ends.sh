# expect: name-answers "@app@:80"
kubectl patch service @app@ --type=json -p '[{"op":"replace","path":"/spec/selector","value":{"app":"@app@"}},{"op":"replace","path":"/spec/ports/0/targetPort","value":80}]'
sleep 5
