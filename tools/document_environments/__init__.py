"""docs/environments.md: what differs between environments, what they take, and what they are made of."""
