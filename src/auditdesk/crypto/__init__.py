"""Keys, slots, encrypted evidence, identities: the only home of ``cryptography``, ``keyring``, ``zxcvbn``."""
