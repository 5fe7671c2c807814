"""One screen per file: it composes, binds keys, calls a use-case and shows a view."""
