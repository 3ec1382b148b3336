# expect: these-and-no-others "Pod"
answer peers-found @peers@
answer pod-mistaken @role@
