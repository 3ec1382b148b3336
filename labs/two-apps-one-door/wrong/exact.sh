# expect: path-below "so the app behind Service front said so"
kubectl create ingress door --class=nginx --rule='@site@/*=front:80' --rule='@site@/@second@=@second@:@port@' --rule='@second@.@site@/*=@second@:@port@'
echo "127.0.0.1 @site@ @second@.@site@" | sudo tee -a /etc/hosts
