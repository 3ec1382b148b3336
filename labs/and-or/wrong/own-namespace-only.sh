@if need=both@
# expect: these-and-no-others "Pod default/@role@ gets through"
@end@
@if need=either@
# expect: these-and-no-others "does not get through"
@end@
kubectl patch networkpolicy @app@-figures --type=json -p '[{"op":"replace","path":"/spec/ingress/0/from","value":[{"podSelector":{"matchLabels":{"role":"@role@"}}}]}]'
