"""The channels: each knows one platform, and none knows a conversation."""
