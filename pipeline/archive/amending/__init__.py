"""A person's corrections over what the machine found, and what in a paper a person should look at. Only `amendments` touches files."""
