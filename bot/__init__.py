"""How it runs: settings, the turn, the workers, the channels, the commands."""
