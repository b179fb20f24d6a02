"""What the machine does by itself: one function for each service-task topic."""
