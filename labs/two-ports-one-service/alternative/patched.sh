# The live object, with other names where they are free.
kubectl patch service @app@ --type=json -p '[
  {"op": "add", "path": "/spec/ports/0/name", "value": "http"},
  {"op": "add", "path": "/spec/ports/-", "value": {"name": "metrics", "port": @metrics@, "targetPort": @listens@}}
]'
