# expect: front-keeps-pages "Hello from fastapi-k8s!"
kubectl create ingress door --class=nginx --annotation=nginx.ingress.kubernetes.io/rewrite-target=/ --rule='@site@/*=front:80' --rule='@site@/@second@*=@second@:@port@' --rule='@second@.@site@/*=@second@:@port@' --rule='@site@/items*=front:80'
echo "127.0.0.1 @site@ @second@.@site@" | sudo tee -a /etc/hosts
