"""Every check of the product; `make test` runs them, and `make soak` the long ones."""
