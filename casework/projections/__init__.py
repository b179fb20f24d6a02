"""What a completed form means for the case file: one module per form, joined in `table`."""
