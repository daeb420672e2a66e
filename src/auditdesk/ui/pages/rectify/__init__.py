"""Parts of the page 问题整改 (screen 04): rows and groups, the pane of one finding, its verification."""
