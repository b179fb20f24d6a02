"""Programs for those who build and keep up the product; running it needs none of them."""
