# expect: figures-answer "has no port @metrics@/TCP"
kubectl expose deployment @app@ --name=@app@-metrics --port=@metrics@ --target-port=@listens@
