"""Question and Grant to a `Select`: SQLAlchemy Core only, never run here, alike on DuckDB and PostgreSQL."""
