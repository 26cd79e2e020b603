"""How much the workloads need, and how long they take: resources, replicas, stopping."""
