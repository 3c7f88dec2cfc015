-- +goose Up
-- Where each copy stands in the feed (docs/scale.md): of a writer, what it has handed over; of a reader, what it has applied.
CREATE TABLE forecourt_feed_places (
  view        TEXT    NOT NULL PRIMARY KEY,
  -- The feed's own name of itself: another one begins to count anew.
  feed        TEXT    NOT NULL,
  -- The number of the last segment, and where it is in the stream.
  sequence    INTEGER NOT NULL,
  position    INTEGER NOT NULL,
  -- The content of the copy behind that segment, as 32 hexadecimal digits.
  fingerprint TEXT    NOT NULL,
  -- The source's clock when the copy was last known to be equal to it, as the feed has told it.
  as_of       TEXT    NOT NULL,
  -- The columns and the key, as JSON.
  schema      TEXT    NOT NULL
) WITHOUT ROWID;

-- The refreshes that are committed here and were not handed over to the feed yet, the oldest first.
CREATE TABLE forecourt_feed_outbox (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  view        TEXT    NOT NULL,
  -- A name that no other refresh of any writer has.
  name        TEXT    NOT NULL,
  -- The run, in forecourt_sync_runs.
  run_id      INTEGER NOT NULL,
  -- The content of the copy before and after. Without the former, a snapshot of the copy is handed over.
  before      TEXT,
  after       TEXT    NOT NULL,
  row_count   INTEGER NOT NULL,
  as_of       TEXT    NOT NULL,
  mode        TEXT    NOT NULL,
  -- Which server was read, and what it had made by then, as in forecourt_sync_runs.
  host        TEXT,
  position    TEXT,
  -- The greatest id that the log of changes then had.
  log_end     INTEGER NOT NULL,
  schema      TEXT    NOT NULL,
  -- How many rows are new or different, and how many are gone; the bytes of all parts, and their SHA-256.
  changed     INTEGER NOT NULL,
  gone        INTEGER NOT NULL,
  bytes       INTEGER NOT NULL,
  sha256      TEXT    NOT NULL
);

-- The compressed rows of a refresh in the outbox, in pieces.
CREATE TABLE forecourt_feed_outbox_parts (
  refresh INTEGER NOT NULL,
  number  INTEGER NOT NULL,
  data    BLOB    NOT NULL,
  PRIMARY KEY (refresh, number)
) WITHOUT ROWID;

-- +goose Down
DROP TABLE forecourt_feed_outbox_parts;
DROP TABLE forecourt_feed_outbox;
DROP TABLE forecourt_feed_places;
