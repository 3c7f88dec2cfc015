-- name: ListTables :many
-- ListTables returns the names of the file's tables, without SQLite's internal ones.
SELECT name
FROM sqlite_schema
WHERE type = 'table'
  AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
ORDER BY name;

-- name: ListIndexes :many
-- ListIndexes returns the indexes of a table that were made by a CREATE INDEX, with that statement.
SELECT name, CAST(sql AS TEXT) AS statement
FROM sqlite_schema
WHERE type = 'index'
  AND tbl_name = sqlc.arg(tbl_name) COLLATE NOCASE
  AND sql IS NOT NULL
ORDER BY name;

-- name: ListTriggers :many
-- ListTriggers returns the triggers whose names begin with a prefix, their tables, and the statements that create them.
SELECT name, tbl_name, CAST(sql AS TEXT) AS statement
FROM sqlite_schema
WHERE type = 'trigger'
  AND substr(name, 1, length(CAST(sqlc.arg(prefix) AS TEXT))) = CAST(sqlc.arg(prefix) AS TEXT)
ORDER BY name;

-- name: GetViewName :one
-- GetViewName returns how the cache spells the name of a view that was ever copied. Names that differ only in case are the same table.
SELECT view
FROM forecourt_sync_runs
WHERE view = CAST(sqlc.arg(view) AS TEXT) COLLATE NOCASE
  AND outcome IN ('published', 'unchanged')
ORDER BY id DESC
LIMIT 1;
