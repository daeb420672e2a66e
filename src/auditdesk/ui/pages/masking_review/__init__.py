"""Parts of 脱敏 (screen 05): `session` and `rows` know no Qt; the others are its regions, left to right."""
