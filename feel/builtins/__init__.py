"""FEEL's built-in functions (DMN 1.3 §10.3.4), a module for each kind of thing they work on."""
