-- name: GetServer :one
-- GetServer returns the server's version and its clock, in the time zone of the session.
SELECT
  CONCAT(VERSION(), '') AS version,
  CONCAT(SYSDATE(6), '') AS clock;
