"""``podwright secrets``: values for an environment's Secrets, sent to the cluster and kept nowhere else."""
