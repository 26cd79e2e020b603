"""The command line: thin commands over the floors below. The entry point is ``podwright.cli.app``."""
