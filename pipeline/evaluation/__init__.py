"""How far to trust the tables: plans set in type and scanned for the purpose, and the measures that compare answers with truth."""
