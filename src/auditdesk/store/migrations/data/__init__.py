"""Steps of store.db."""
