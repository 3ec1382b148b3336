# expect: console-closed "gets through to Pod @home@/@app@"
kubectl patch service @app@ -n @home@ --type=json -p '[{"op":"remove","path":"/spec/ports/2"}]'
answer why-silent @cause@
