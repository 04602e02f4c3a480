"""The long checks: what `make soak` runs. Each is a coroutine that raises when a promise is broken."""
