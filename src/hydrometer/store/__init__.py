"""Reading, running SQL, writing.  Only `duckdb` names an engine."""
