"""Working through one audit (screen 03): outline, item card, right pane, bottom bar around one `RunFile`."""
