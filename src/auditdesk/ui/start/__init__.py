"""What is shown before a workspace is open: unlocking, recovering, first use."""
