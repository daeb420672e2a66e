"""The pages of the window, each in a module of its own; `registry` offers them to the frame."""
