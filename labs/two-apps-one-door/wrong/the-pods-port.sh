# expect: path-answers "on to port 5678 of Service @second@, which has @port@"
kubectl create ingress door --class=nginx --rule='@site@/*=front:80' --rule='@site@/@second@*=@second@:5678' --rule='@second@.@site@/*=@second@:5678'
echo "127.0.0.1 @site@ @second@.@site@" | sudo tee -a /etc/hosts
