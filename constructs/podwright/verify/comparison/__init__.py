"""What changes between two sets of manifests: object by object, field by field, and with which risk."""
