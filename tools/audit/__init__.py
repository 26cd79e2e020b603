"""`make audit`: what podwright, checkov, kube-score and kube-linter say of dist/."""
