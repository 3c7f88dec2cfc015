-- SQLite's own schema table, declared for sqlc alone (https://www.sqlite.org/schematab.html). Nothing creates it.
CREATE TABLE sqlite_schema (
  type     TEXT NOT NULL,
  name     TEXT NOT NULL,
  tbl_name TEXT NOT NULL,
  rootpage INTEGER NOT NULL,
  sql      TEXT
);
