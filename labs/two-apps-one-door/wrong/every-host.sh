# expect: stranger-stays-outside "an answer with status 200 for host stranger.example"
kubectl create ingress door --class=nginx --rule='/*=front:80' --rule='@site@/@second@*=@second@:@port@' --rule='@second@.@site@/*=@second@:@port@'
echo "127.0.0.1 @site@ @second@.@site@" | sudo tee -a /etc/hosts
