"""Draws a BPMN file as SVG, with where its tokens stand, and says the same in words."""
