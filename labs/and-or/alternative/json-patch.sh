# The live object, by its paths.
@if need=both@
kubectl patch networkpolicy @app@-figures --type=json -p '[{"op":"remove","path":"/spec/ingress/0/from/1"},{"op":"add","path":"/spec/ingress/0/from/0/podSelector","value":{"matchLabels":{"role":"@role@"}}}]'
@end@
@if need=either@
kubectl patch networkpolicy @app@-figures --type=json -p '[{"op":"remove","path":"/spec/ingress/0/from/0/podSelector"},{"op":"add","path":"/spec/ingress/0/from/-","value":{"podSelector":{"matchLabels":{"role":"@role@"}}}}]'
@end@
answer peers-found @peers@
answer pod-mistaken @role@
