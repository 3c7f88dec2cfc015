package source

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"

	"forecourt/db/mysqldb"
)

// This file asks a server for its part among others. It works for a user who may read one view and nothing else, as far
// as the server shows things to everybody. It holds SHOW, which sqlc does not know, and the table of a group's members.

// State is a server's part among several that hold the same rows.
type State struct {
	// ReadOnly means that the server takes no writes, as replicas do.
	ReadOnly bool
	// Member is the server's state in its group or Galera cluster, such as ONLINE or Synced. It is "" outside of one, or
	// if the user may not see it.
	Member string
	// Role is PRIMARY or SECONDARY in a group, else "".
	Role string
	// Lag is how far a replica is behind by its own account. It is nil for other servers, or if the user may not see it.
	Lag *time.Duration
	// Problem says why the server must not be read while there are others, "" for no reason.
	Problem string
	// Unseen says what could not be checked, and what right that needs.
	Unseen []string
	// Position says which changes the server has made.
	Position Position
}

// Describe names the part for people.
func (s State) Describe() string {
	words := "takes writes"
	if s.ReadOnly {
		words = "read-only"
	}
	if s.Role != "" {
		words = strings.ToLower(s.Role) + ", " + words
	}
	if s.Member != "" {
		words += ", " + s.Member
	}
	if s.Lag != nil {
		words += ", lags by " + s.Lag.String()
	}
	return words
}

// The variables that tell what kind of server this is.
const stateVariables = "'read_only', 'gtid_mode', 'gtid_domain_id', 'wsrep_on', 'group_replication_group_name'"

// readState asks a server for its part among others.
func readState(ctx context.Context, conn mysqldb.DBTX) (s State, err error) {
	have, err := show(ctx, conn, "SHOW GLOBAL VARIABLES WHERE Variable_name IN ("+stateVariables+")")
	if err != nil {
		return s, err
	}
	s.ReadOnly = isOn(have["read_only"])
	switch {
	case isOn(have["wsrep_on"]):
		return s, s.readGalera(ctx, conn)
	case have["group_replication_group_name"] != "":
		err = s.readGroup(ctx, conn)
	case s.ReadOnly:
		err = s.readReplication(ctx, conn)
	}
	if err != nil {
		return s, err
	}
	s.Position, err = readGTIDs(ctx, conn, have)
	return s, err
}

// readPosition asks a server which changes it has made.
func readPosition(ctx context.Context, conn mysqldb.DBTX) (Position, error) {
	have, err := show(ctx, conn, "SHOW GLOBAL VARIABLES WHERE Variable_name IN ("+stateVariables+")")
	if err != nil {
		return "", err
	}
	if isOn(have["wsrep_on"]) {
		status, err := galeraStatus(ctx, conn)
		return galeraPosition(status), err
	}
	return readGTIDs(ctx, conn, have)
}

func readGTIDs(ctx context.Context, conn mysqldb.DBTX, have map[string]string) (Position, error) {
	q := mysqldb.New(conn)
	if strings.HasPrefix(have["gtid_mode"], "ON") { // Or ON_PERMISSIVE.
		made, err := q.GetTransactions(ctx)
		return newPosition(mysqlKind, made), err
	}
	if _, ok := have["gtid_domain_id"]; ok {
		made, err := q.GetMariaDBPosition(ctx)
		if err != nil || made == "" { // Without a binary log, it counts nothing.
			return "", err
		}
		return newPosition(mariadbKind, made), nil
	}
	return "", nil
}

// missingFrom returns how many changes of wanted the server has not made. known is false if that cannot be compared.
func missingFrom(ctx context.Context, conn mysqldb.DBTX, have, wanted Position) (n int64, known bool, err error) {
	kind, _ := have.split()
	wantedKind, set := wanted.split()
	if kind != mysqlKind || wantedKind != mysqlKind {
		n, known = have.missing(wanted)
		return n, known, nil
	}
	missing, err := mysqldb.New(conn).GetMissingTransactions(ctx, set)
	return countTransactions(missing), err == nil, err
}

// online is the state of a group's member that has all rows and gets the new ones.
const online = "ONLINE"

// readGroup looks at the server's place in its group.
func (s *State) readGroup(ctx context.Context, conn mysqldb.DBTX) error {
	const member = "SELECT member_state, member_role FROM performance_schema.replication_group_members WHERE member_id IN ('', @@global.server_uuid)"
	err := conn.QueryRowContext(ctx, member).Scan(&s.Member, &s.Role)
	switch {
	case isDenied(err):
		s.Unseen = append(s.Unseen, "its state in the group: GRANT SELECT ON performance_schema.replication_group_members")
		return nil
	case errors.Is(err, sql.ErrNoRows):
		s.Member = "OFFLINE"
	case err != nil:
		return fmt.Errorf("read the server's state in its group: %w", err)
	}
	if s.Member != online {
		s.Problem = "its state in the group is " + s.Member + ", not " + online
	}
	return nil
}

// readGalera looks at the server's place in a Galera cluster, which it shows to everybody
// (https://galeracluster.com/library/documentation/galera-status-variables.html).
func (s *State) readGalera(ctx context.Context, conn mysqldb.DBTX) error {
	status, err := galeraStatus(ctx, conn)
	if err != nil {
		return err
	}
	s.Member, s.Position = status["wsrep_local_state_comment"], galeraPosition(status)
	switch {
	case !strings.EqualFold(status["wsrep_cluster_status"], "Primary"):
		s.Problem = "it has lost the greater part of its cluster (wsrep_cluster_status is " + status["wsrep_cluster_status"] + ")"
	case !isOn(status["wsrep_ready"]), s.Member != "Synced" && !strings.HasPrefix(s.Member, "Donor"):
		s.Problem = "its state in the cluster is " + s.Member + ", not Synced"
	}
	return nil
}

func galeraStatus(ctx context.Context, conn mysqldb.DBTX) (map[string]string, error) {
	return show(ctx, conn, "SHOW GLOBAL STATUS WHERE Variable_name IN ('wsrep_ready', 'wsrep_cluster_status', 'wsrep_local_state_comment', 'wsrep_cluster_state_uuid', 'wsrep_last_committed')")
}

func galeraPosition(status map[string]string) Position {
	if status["wsrep_cluster_state_uuid"] == "" {
		return ""
	}
	return newPosition(galeraKind, status["wsrep_cluster_state_uuid"]+":"+status["wsrep_last_committed"])
}

// readReplication looks at how far a replica is behind.
func (s *State) readReplication(ctx context.Context, conn mysqldb.DBTX) error {
	rows, err := conn.QueryContext(ctx, "SHOW REPLICA STATUS")
	if isDenied(err) || isSyntax(err) {
		s.Unseen = append(s.Unseen, "how far its replication is behind: GRANT REPLICATION CLIENT ON *.* (MariaDB: REPLICA MONITOR)")
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the state of the replication: %w", err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	for rows.Next() {
		row := make([]any, len(names))
		for i := range row {
			row[i] = new(sql.NullString)
		}
		if err := rows.Scan(row...); err != nil {
			return err
		}
		status := map[string]string{}
		for i, name := range names {
			status[strings.ToLower(name)] = row[i].(*sql.NullString).String
		}
		s.replica(status)
	}
	return rows.Err()
}

// replica reads one row of SHOW REPLICA STATUS. MariaDB has other names for some of its columns.
func (s *State) replica(status map[string]string) {
	either := func(names ...string) string {
		for _, name := range names {
			if value := status[name]; value != "" {
				return value
			}
		}
		return ""
	}
	if lag, err := time.ParseDuration(either("seconds_behind_source", "seconds_behind_master") + "s"); err == nil {
		s.Lag = &lag
	}
	receives, applies := either("replica_io_running", "slave_io_running"), either("replica_sql_running", "slave_sql_running")
	if strings.EqualFold(receives, "No") || strings.EqualFold(applies, "No") {
		s.Problem = "its replication stands still (it receives changes: " + receives + ", applies them: " + applies + ")"
	}
}

// show returns the rows of a SHOW with a name and a value, by their lower-case names.
func show(ctx context.Context, conn mysqldb.DBTX, query string) (_ map[string]string, err error) {
	rows, err := conn.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	have := map[string]string{}
	for rows.Next() {
		var name string
		var value sql.NullString
		if err := rows.Scan(&name, &value); err != nil {
			return nil, err
		}
		have[strings.ToLower(name)] = value.String
	}
	return have, rows.Err()
}

func isOn(value string) bool {
	return value != "" && value != "0" && !strings.EqualFold(value, "OFF")
}

// MySQL's ER_SPECIFIC_ACCESS_DENIED_ERROR, ER_DBACCESS_DENIED_ERROR, ER_COLUMNACCESS_DENIED_ERROR and ER_PARSE_ERROR.
const (
	errNoRight       = 1227
	errNoDatabase    = 1044
	errColumnDenied  = 1143
	errSyntaxUnknown = 1064
)

func isDenied(err error) bool {
	return isServerError(err, errDenied, errNoRight, errNoDatabase, errColumnDenied)
}

func isSyntax(err error) bool { return isServerError(err, errSyntaxUnknown) }

func isServerError(err error, numbers ...uint16) bool {
	server := new(mysql.MySQLError)
	if !errors.As(err, &server) {
		return false
	}
	for _, n := range numbers {
		if server.Number == n {
			return true
		}
	}
	return false
}
