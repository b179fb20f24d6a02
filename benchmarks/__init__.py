"""What the engine costs, measured in one run against SpiffWorkflow as its own documentation uses it."""
