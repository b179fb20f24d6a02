"""Turns a diagram in Camunda 7's dialect into one that SpiffWorkflow takes, and reads what each shape says."""
