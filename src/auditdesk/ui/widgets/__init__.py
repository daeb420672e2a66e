"""The window's building parts; pages are made of these and of nothing Qt draws by itself."""
