# expect: figures-answer "nobody listens on that port"
kubectl patch service @app@ --type=json -p '[
  {"op": "add", "path": "/spec/ports/0/name", "value": "web"},
  {"op": "add", "path": "/spec/ports/-", "value": {"name": "metrics", "port": @metrics@}}
]'
