"""The systems: one package for each, made of podwright's constructs."""
