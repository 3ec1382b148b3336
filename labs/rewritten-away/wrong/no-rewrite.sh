# expect: item "an answer with status 404"
kubectl annotate ingress site nginx.ingress.kubernetes.io/rewrite-target-
