"""Files that travel with a message: their text, tables and names; one small module a format."""
