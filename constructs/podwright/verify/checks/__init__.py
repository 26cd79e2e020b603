"""The rules, one module per theme; the catalogue finds every module of this package by itself."""
