package source

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// This file is the only place that sets the session's variables: what a SELECT returns must not depend on what the
// server or its init_connect chose for the user.

// setting is a variable of the session that changes what a SELECT returns, or whether it completes.
type setting struct {
	name string
	// value is the required value, as SHOW VARIABLES prints it. "" with global means the server's global value.
	value  string
	global bool
	// needed means that a server without the variable cannot be read.
	needed bool
}

// sessionSettings set each variable to a value that loses nothing. Where no value is right for everyone, the server's
// global value is used, which its owner chose, and not what init_connect set. A server need not have all of them:
// MariaDB lacks some, MySQL others. https://dev.mysql.com/doc/refman/9.7/en/server-system-variables.html,
// https://mariadb.com/kb/en/server-system-variables/
var sessionSettings = []setting{
	{name: "character_set_client", value: "utf8mb4", needed: true},
	{name: "character_set_results", value: "utf8mb4", needed: true},
	{name: "character_set_connection", value: "utf8mb4", needed: true},
	{name: "collation_connection", value: "utf8mb4_general_ci"},
	{name: "time_zone", value: "+00:00", needed: true},
	{name: "sql_mode", value: "", needed: true},
	{name: "autocommit", value: "ON"},
	{name: "completion_type", value: "NO_CHAIN"},
	{name: "transaction_isolation", value: "REPEATABLE-READ"},
	{name: "tx_isolation", value: "REPEATABLE-READ"}, // The name in MariaDB before 11.1.
	{name: "sql_select_limit", value: "18446744073709551615"},
	{name: "max_join_size", value: "18446744073709551615"},
	{name: "sql_big_selects", value: "ON"}, // Setting max_join_size changes this one, so it comes after it.
	{name: "sql_auto_is_null", value: "OFF"},
	// GROUP_CONCAT cuts off what is longer, with a warning that nobody reads.
	{name: "group_concat_max_len", value: "67108864"},
	// Reading a large view takes long, and while rows are written the reader may pause. Neither must end the query.
	{name: "max_execution_time", value: "0"},
	{name: "max_statement_time", value: "0.000000"}, // MariaDB's name.
	{name: "net_write_timeout", value: "600"},

	{name: "timestamp", global: true}, // A fixed value would stop the clock that NOW() reads.
	{name: "block_encryption_mode", global: true},
	{name: "cte_max_recursion_depth", global: true},
	{name: "default_week_format", global: true},
	{name: "div_precision_increment", global: true},
	{name: "lc_time_names", global: true},
	{name: "max_recursive_iterations", global: true},
	{name: "max_sort_length", global: true},
	{name: "old_mode", global: true},
	{name: "system_versioning_asof", global: true},
	{name: "windowing_use_high_precision", global: true},
}

// stopped is the variable that shows the clock. It has no global value, and must move.
const stopped = "timestamp"

// These make answers readable and whole, so they are set before anything is asked. MariaDB runs what stands in a
// comment with M, MySQL what stands in one with its version or an older one.
const (
	setReadable  = "SET NAMES utf8mb4 COLLATE utf8mb4_general_ci"
	setUnlimited = "SET SESSION sql_select_limit = 18446744073709551615, SESSION sql_big_selects = 1" +
		"/*M!100101 , SESSION max_statement_time = 0 *//*!50708 , SESSION max_execution_time = 0 */"
)

// SessionError says that the server, or a proxy before it, does not allow the session that a copy needs.
type SessionError struct{ Problem string }

// Error returns the problem.
func (e *SessionError) Error() string { return e.Problem }

// sessionConn is the part of a connection that setting the session needs.
type sessionConn interface {
	driver.ExecerContext
	driver.QueryerContext
}

// setSession sets the session's variables and reads them back. An error that is not a *SessionError comes from the
// driver.
func setSession(ctx context.Context, conn sessionConn) error {
	for _, statement := range []string{setReadable, setUnlimited} {
		if _, err := conn.ExecContext(ctx, statement, nil); err != nil {
			return fmt.Errorf("set the session's variables (%s): %w", statement, err)
		}
	}
	before, err := showVariables(ctx, conn, "SESSION", sessionSettings)
	if err != nil {
		return err
	}
	set, err := assignments(before)
	if err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, "SET "+set, nil); err != nil {
		return fmt.Errorf("set the session's variables (SET %s): %w", set, err)
	}
	after, err := showVariables(ctx, conn, "SESSION", sessionSettings)
	if err != nil {
		return err
	}
	global, err := showVariables(ctx, conn, "GLOBAL", slices.DeleteFunc(slices.Clone(sessionSettings), func(s setting) bool { return !s.global }))
	if err != nil {
		return err
	}
	if after[stopped] != "" && after[stopped] == before[stopped] {
		return &SessionError{Problem: "the session's clock stands still (SET timestamp): NOW() in a view would be wrong"}
	}
	return compareSession(after, global)
}

// assignments returns the list for SET, with every variable that the server has.
func assignments(have map[string]string) (string, error) {
	var list, lacking []string
	for _, s := range sessionSettings {
		_, ok := have[s.name]
		switch {
		case !ok && s.needed:
			lacking = append(lacking, s.name)
		case !ok, s.name == "character_set_connection": // SET of collation_connection sets it, too.
		case s.global:
			list = append(list, "SESSION "+s.name+" = DEFAULT")
		case strings.Trim(s.value, "0123456789.") == "" && s.value != "":
			list = append(list, "SESSION "+s.name+" = "+s.value)
		default:
			list = append(list, "SESSION "+s.name+" = '"+s.value+"'")
		}
	}
	if len(lacking) > 0 {
		return "", &SessionError{Problem: "the server has no session variable " + strings.Join(lacking, ", ") + ", which a copy needs: is it a MySQL or MariaDB server?"}
	}
	return strings.Join(list, ", "), nil
}

// compareSession names the variables that do not have the value that was set.
func compareSession(have, global map[string]string) error {
	var wrong []string
	for _, s := range sessionSettings {
		got, ok := have[s.name]
		want := s.value
		if s.global {
			want = global[s.name]
		}
		if ok && s.name != stopped && !strings.EqualFold(got, want) {
			wrong = append(wrong, fmt.Sprintf("%s is %q and not %q", s.name, got, want))
		}
	}
	if len(wrong) > 0 {
		return &SessionError{Problem: "the session does not keep what was set, and would change what is read: " + strings.Join(wrong, ", ")}
	}
	return nil
}

// showVariables returns the settings that the server has, by their lower-case names.
func showVariables(ctx context.Context, conn sessionConn, scope string, settings []setting) (_ map[string]string, err error) {
	names := make([]string, len(settings))
	for i, s := range settings {
		names[i] = "'" + s.name + "'"
	}
	rows, err := conn.QueryContext(ctx, "SHOW "+scope+" VARIABLES WHERE Variable_name IN ("+strings.Join(names, ", ")+")", nil)
	if err != nil {
		return nil, fmt.Errorf("read the session's variables: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	if len(rows.Columns()) != 2 {
		return nil, &SessionError{Problem: "the server answered SHOW VARIABLES with other columns than name and value: is it a MySQL or MariaDB server?"}
	}
	have := map[string]string{}
	row := make([]driver.Value, 2)
	for {
		err := rows.Next(row)
		if errors.Is(err, io.EOF) {
			return have, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read the session's variables: %w", err)
		}
		have[strings.ToLower(text(row[0]))] = text(row[1])
	}
}

// text returns a value of SHOW. NULL stands for character_set_results without a conversion.
func text(value driver.Value) string {
	switch v := value.(type) {
	case []byte:
		return string(v)
	case nil:
		return "NULL"
	}
	return fmt.Sprint(value)
}
