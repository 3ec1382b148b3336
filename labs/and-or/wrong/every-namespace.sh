# expect: these-and-no-others "gets through to Pod default/@app@"
kubectl patch networkpolicy @app@-figures --type=json -p '[{"op":"replace","path":"/spec/ingress/0/from","value":[{"namespaceSelector":{}}]}]'
