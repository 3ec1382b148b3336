# The program closes its own door, which helps with any network.
kubectl patch deployment @app@ -n @home@ --type=json -p '[{"op":"replace","path":"/spec/template/spec/containers/1/args/0","value":"-listen=127.0.0.1:@admin@"}]'
kubectl rollout status deployment/@app@ -n @home@
answer why-silent @cause@
