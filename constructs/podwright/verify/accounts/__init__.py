"""What service accounts may do, and which pods hold their tokens."""
