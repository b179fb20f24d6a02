"""Pages: they show and ask, and decide nothing."""
