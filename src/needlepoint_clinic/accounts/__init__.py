"""People who sign in: users, second factor, sessions and their limits."""
