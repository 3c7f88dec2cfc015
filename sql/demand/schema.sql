-- What people asked for, in a file beside the cache. One row counts one value of one parameter on one day.
CREATE TABLE IF NOT EXISTS demand (
  day      TEXT NOT NULL, -- YYYY-MM-DD, UTC
  parameter TEXT NOT NULL, -- the parameter, or q for free text that was not understood
  value    TEXT NOT NULL, -- what was asked for, in lower case, cut
  outcome  TEXT NOT NULL, -- exact, interpreted, ambiguous, unknown or not_understood
  requests INTEGER NOT NULL,
  empty    INTEGER NOT NULL, -- how many of the requests found nothing
  PRIMARY KEY (day, parameter, value, outcome)
) STRICT, WITHOUT ROWID;
