"""The long checks of `make soak`: each is a coroutine that raises when a promise is broken."""
