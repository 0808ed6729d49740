"""What faces the web: problems, middleware, permissions, the schema, uploads, sign-in and paging."""
