"""How the schema came to be, one module below `versions` per step. Alembic finds and runs them."""
