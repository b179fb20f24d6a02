"""The only code that knows SpiffWorkflow: diagrams in, tokens run, state out."""
