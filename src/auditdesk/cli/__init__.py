"""The command line: thin commands over the use cases; contracts in DESIGN §9."""
