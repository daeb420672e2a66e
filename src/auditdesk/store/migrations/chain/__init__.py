"""Steps of journal.db."""
