# expect: mirror-whole-path "GET / HTTP"
kubectl annotate ingress site --overwrite 'nginx.ingress.kubernetes.io/rewrite-target=/$2'
kubectl patch ingress site --type=json -p '[
  {"op": "replace", "path": "/spec/rules/0/http/paths/0/path", "value": "/@prefix@(/|$)(.*)"},
  {"op": "replace", "path": "/spec/rules/0/http/paths/0/pathType", "value": "ImplementationSpecific"}
]'
