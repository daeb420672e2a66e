"""Parts of the page 自查 that plan: plans, calendar, a due cycle, preparation, the kick-off note."""
