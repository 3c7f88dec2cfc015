package testdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/network"
	"golang.org/x/sync/errgroup"
)

// Group is a MySQL group of three servers, of which one takes writes and the others copy it.
type Group struct {
	// Members are the servers. The first one begins as the primary.
	Members [3]*Server
	network *testcontainers.DockerNetwork
}

// StartGroup starts a group, which takes about ten seconds. The caller stops it.
func StartGroup(ctx context.Context) (*Group, error) {
	net, err := network.New(ctx)
	if err != nil {
		return nil, err
	}
	g := &Group{network: net}
	starting, startCtx := errgroup.WithContext(ctx)
	for i := range g.Members {
		starting.Go(func() (err error) {
			g.Members[i], err = g.start(startCtx, i)
			return err
		})
	}
	if err := starting.Wait(); err != nil {
		return nil, errors.Join(err, g.Stop())
	}
	for i := range g.Members {
		if err := g.Join(ctx, i, i == 0); err != nil {
			return nil, errors.Join(err, g.Stop())
		}
	}
	return g, nil
}

func memberName(i int) string { return fmt.Sprintf("member%d", i+1) }

func (g *Group) start(ctx context.Context, i int) (*Server, error) {
	name := memberName(i)
	s, err := StartWith(ctx, []testcontainers.ContainerCustomizer{
		network.WithNetwork([]string{name}, g.network),
		testcontainers.WithConfigModifier(func(c *container.Config) { c.Hostname = name }),
	},
		fmt.Sprintf("--server-id=%d", i+1), "--report-host="+name, "--log-bin=binlog", "--gtid-mode=ON", "--enforce-gtid-consistency=ON",
		"--innodb-buffer-pool-size=32M", "--innodb-redo-log-capacity=8M", "--mysqlx=OFF", "--plugin-load-add=group_replication.so",
		"--loose-group-replication-group-name=aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa", "--loose-group-replication-local-address="+name+":33061",
		"--loose-group-replication-group-seeds=member1:33061,member2:33061,member3:33061", "--loose-group-replication-start-on-boot=OFF",
		"--loose-group-replication-recovery-get-public-key=ON", "--loose-group-replication-message-cache-size=134217728",
		"--loose-group-replication-member-expel-timeout=0",
	)
	if err != nil {
		return nil, err
	}
	db, err := s.Open(ctx, "")
	if err != nil {
		return s, err
	}
	db.SetMaxOpenConns(1) // sql_log_bin belongs to the session.
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, statement := range []string{
		"SET sql_log_bin = 0", "CREATE USER repl@'%' IDENTIFIED BY 'repl'",
		"GRANT REPLICATION SLAVE, CONNECTION_ADMIN, BACKUP_ADMIN, GROUP_REPLICATION_STREAM ON *.* TO repl@'%'", "SET sql_log_bin = 1",
		// What the server made of its own accord would keep it out of the group.
		"RESET BINARY LOGS AND GTIDS",
		"CHANGE REPLICATION SOURCE TO SOURCE_USER = 'repl', SOURCE_PASSWORD = 'repl' FOR CHANNEL 'group_replication_recovery'",
	} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return s, fmt.Errorf("%s: %w", statement, err)
		}
	}
	return s, nil
}

// Join lets a member join the group, or found it, and waits until it is online.
func (g *Group) Join(ctx context.Context, i int, found bool) (err error) {
	db, err := g.Members[i].Open(ctx, "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	statements := []string{"START GROUP_REPLICATION"}
	if found {
		statements = []string{"SET GLOBAL group_replication_bootstrap_group = ON", "START GROUP_REPLICATION", "SET GLOBAL group_replication_bootstrap_group = OFF"}
	}
	for _, statement := range statements {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		state := ""
		err := db.QueryRowContext(ctx, "SELECT member_state FROM performance_schema.replication_group_members WHERE member_id = @@server_uuid").Scan(&state)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if state == "ONLINE" {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%s is %s, not online", memberName(i), state)
		}
	}
}

// Primary returns the position of the member that takes writes, as another member sees it.
func (g *Group) Primary(ctx context.Context, seenBy int) (i int, err error) {
	db, err := g.Members[seenBy].Open(ctx, "")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var host string
	err = db.QueryRowContext(ctx, "SELECT member_host FROM performance_schema.replication_group_members WHERE member_role = 'PRIMARY' AND member_state = 'ONLINE'").Scan(&host)
	if err != nil {
		return 0, err
	}
	for i := range g.Members {
		if memberName(i) == host {
			return i, nil
		}
	}
	return 0, fmt.Errorf("the primary is %s, which is no member", host)
}

// Stop removes the servers and their network.
func (g *Group) Stop() (err error) {
	for _, s := range g.Members {
		if s != nil {
			err = errors.Join(err, s.Stop())
		}
	}
	return errors.Join(err, g.network.Remove(context.Background()))
}
