"""What refers to what: the references that objects make, and what may be said about their targets."""
