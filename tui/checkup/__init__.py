"""What `alimon doctor` looks at: each module turns what it sees into findings with a remedy."""
