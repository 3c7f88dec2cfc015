-- SQLite's own schema table, declared for sqlc alone (https://www.sqlite.org/schematab.html). Nothing creates it.
CREATE TABLE sqlite_schema (
  type     TEXT NOT NULL,
  name     TEXT NOT NULL,
  tbl_name TEXT NOT NULL,
  rootpage INTEGER NOT NULL,
  sql      TEXT
);

-- The last ids of tables with AUTOINCREMENT (https://www.sqlite.org/autoinc.html).
CREATE TABLE sqlite_sequence (
  name TEXT NOT NULL,
  seq  INTEGER NOT NULL
);
