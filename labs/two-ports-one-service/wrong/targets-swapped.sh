# expect: app-answers "@app@_up 1"
kubectl patch service @app@ --type=json -p '[
  {"op": "replace", "path": "/spec/ports/0", "value": {"name": "web", "port": 80, "targetPort": @listens@}},
  {"op": "add", "path": "/spec/ports/-", "value": {"name": "metrics", "port": @metrics@, "targetPort": 8000}}
]'
