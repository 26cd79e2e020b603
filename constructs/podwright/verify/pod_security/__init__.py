"""Who admits which pods: the Pod Security Standards, and OpenShift's security context constraints."""
