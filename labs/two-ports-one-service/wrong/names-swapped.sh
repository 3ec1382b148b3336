# expect: scraper-scrapes "they tried"
kubectl patch service @app@ --type=json -p '[
  {"op": "add", "path": "/spec/ports/0/name", "value": "metrics"},
  {"op": "add", "path": "/spec/ports/-", "value": {"name": "web", "port": @metrics@, "targetPort": @listens@}}
]'
