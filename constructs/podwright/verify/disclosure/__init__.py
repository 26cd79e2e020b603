"""What looks like a password, a key or a token, and stands in plain text; its value is never repeated."""
