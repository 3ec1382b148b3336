# expect: these-and-no-others "does not get through"
kubectl patch networkpolicy @app@-figures --type=json -p '[{"op":"replace","path":"/spec/ingress/0/from","value":[{"podSelector":{"matchLabels":{"role":"@role@"}}}]}]'
