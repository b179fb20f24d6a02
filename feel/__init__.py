"""FEEL, the expression language of diagrams, forms and decision tables (DMN 1.3, chapter 10)."""
