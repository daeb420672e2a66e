"""The editor of draft checklists inside 清单与依据."""
