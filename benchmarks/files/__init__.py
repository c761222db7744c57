"""A million children's files on PostgreSQL: pages for many users, a large import, everybody determined anew."""
