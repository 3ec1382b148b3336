# expect: front-greets "Ingress door names no class"
kubectl create ingress door --rule='@site@/*=front:80' --rule='@site@/@second@*=@second@:@port@' --rule='@second@.@site@/*=@second@:@port@'
echo "127.0.0.1 @site@ @second@.@site@" | sudo tee -a /etc/hosts
