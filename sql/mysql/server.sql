-- name: GetServer :one
-- GetServer returns the server's version and its clock, in the time zone of the session.
SELECT
  CONCAT(VERSION(), '') AS version,
  CONCAT(SYSDATE(6), '') AS clock;

-- name: GetTransactions :one
-- GetTransactions returns the transactions that a MySQL server has made, as a set of GTIDs. Every user may ask. Transactions
-- that a read-only server has made by itself are left out, because no other server will ever have them.
SELECT
  CONCAT(
    GTID_SUBTRACT(@@global.gtid_executed, IF(@@global.read_only, CONCAT(@@global.server_uuid, ':1-9223372036854775806'), '')),
    ''
  ) AS made;

-- name: GetMissingTransactions :one
-- GetMissingTransactions returns which transactions of a set a MySQL server has not made.
SELECT CONCAT(GTID_SUBTRACT(?, @@global.gtid_executed), '') AS missing;

-- name: GetMariaDBPosition :one
-- GetMariaDBPosition returns the last transaction of each domain that a MariaDB server has made.
SELECT CONCAT(@@global.gtid_current_pos, '') AS made;
