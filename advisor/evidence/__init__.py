"""Claims, facts and runs become one book, in which every cell says how it is known."""
