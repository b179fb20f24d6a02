"""What the operator asks for on the command line: each function says what it did and gives an exit code."""
