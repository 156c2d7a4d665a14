"""One file a command: its words, its options, and the request that they make."""
