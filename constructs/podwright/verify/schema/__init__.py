"""Strict validation against the schemas of Kubernetes, OpenShift and custom resources."""
