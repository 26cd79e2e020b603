"""Network policies, evaluated as the network does it, as far as one can know."""
