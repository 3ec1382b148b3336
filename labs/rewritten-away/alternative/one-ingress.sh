# One Ingress, and a pattern for the mirror that catches its whole path.
kubectl annotate ingress site --overwrite 'nginx.ingress.kubernetes.io/rewrite-target=/$2'
kubectl patch ingress site --type=json -p '[
  {"op": "replace", "path": "/spec/rules/0/http/paths/0/path", "value": "/@prefix@(/|$)(.*)"},
  {"op": "replace", "path": "/spec/rules/0/http/paths/0/pathType", "value": "ImplementationSpecific"},
  {"op": "replace", "path": "/spec/rules/0/http/paths/1/path", "value": "/()(@mirror@.*)"},
  {"op": "replace", "path": "/spec/rules/0/http/paths/1/pathType", "value": "ImplementationSpecific"}
]'
