"""What each kind of step does when a token comes: our subclasses of SpiffWorkflow's specifications."""
