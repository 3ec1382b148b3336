# expect: port-read "they would have answered"
kubectl patch deployment @app@-v2 --type=json -p '[{"op":"replace","path":"/spec/template/spec/containers/0/ports","value":[{"name":"@name@","containerPort":@port@}]}]'
kubectl rollout status deployment/@app@-v2
answer which-port c
