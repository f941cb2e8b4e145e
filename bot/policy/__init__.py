"""What people may spend: budgets, and the books that are kept of every job that costs something."""
