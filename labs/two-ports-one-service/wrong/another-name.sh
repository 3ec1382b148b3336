# expect: scraper-scrapes "none opened a connection"
kubectl patch service @app@ --type=json -p '[
  {"op": "add", "path": "/spec/ports/0/name", "value": "web"},
  {"op": "add", "path": "/spec/ports/-", "value": {"name": "figures", "port": @metrics@, "targetPort": @listens@}}
]'
