"""Forms in pages: posts read into answers, answers and errors shown with page components."""
