package soak

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"

	"forecourt/internal/process"
)

// change changes prices, adds vehicles and removes some, until the context ends. While the database is paused, it
// waits.
func (s *soak) change(ctx context.Context) {
	for n := 1; process.Pause(ctx, changeEvery); n++ {
		for _, statement := range []string{
			fmt.Sprintf("UPDATE stock SET price = price + 1, updated_at = NOW(6) WHERE id %% 499 = %d", n%499),
			fmt.Sprintf("DELETE FROM stock WHERE id = %d", 10_000_000+n-50),
			fmt.Sprintf("INSERT INTO stock (id, stock_number, make, model, status, updated_at) VALUES (%d, 'S%d', 'Toyota', 'Camry', 'available', NOW(6))", 10_000_000+n, n),
		} {
			if _, err := s.source.ExecContext(ctx, statement); err != nil && ctx.Err() == nil {
				fmt.Fprintf(s.Log, "the source was not changed: %v\n", err)
			}
		}
	}
}

// rounds causes the outages, and replaces the key in each round. The outages alternate between a paused database and
// cut connections.
func (s *soak) rounds(ctx context.Context) {
	for n := 1; process.Pause(ctx, slice/2); n++ {
		key, err := s.newKey(ctx, n)
		if err == nil && process.Pause(ctx, keyPause) { // The server has read the new key by now.
			s.load.use(key)
			if process.Pause(ctx, keyPause) { // Requests with the old key have ended by now.
				_, err = s.program(ctx, "key", "revoke", keyName(n-1))
			}
		}
		if err != nil && ctx.Err() == nil {
			s.fault("change the key: %v", err)
		}
		if n%2 == 1 {
			err = s.hang(ctx)
		} else {
			err = s.cut(ctx)
		}
		if err != nil && ctx.Err() == nil {
			s.fault("outage: %v", err)
		}
		fmt.Fprintf(s.Log, "round %d is over\n", n)
		process.Pause(ctx, slice/2-outage-2*keyPause)
	}
}

// hang pauses the database for a while. It resumes the database even if the context ends.
func (s *soak) hang(ctx context.Context) error {
	docker, err := testcontainers.NewDockerClientWithOpts(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = docker.Close() }() // The client is not needed any more.
	id := s.mysql.Container.GetContainerID()
	if _, err := docker.ContainerPause(ctx, id, client.ContainerPauseOptions{}); err != nil {
		return err
	}
	process.Pause(ctx, outage)
	_, err = docker.ContainerUnpause(context.WithoutCancel(ctx), id, client.ContainerUnpauseOptions{})
	return err
}

// cut ends the program's connections again and again.
func (s *soak) cut(ctx context.Context) error {
	for end := time.Now().Add(outage); time.Now().Before(end) && process.Pause(ctx, time.Second/4); {
		rows, err := s.source.QueryContext(ctx, "SELECT id FROM information_schema.processlist WHERE user = ? AND id <> CONNECTION_ID()", serverUser)
		if err != nil {
			return err
		}
		defer rows.Close()
		var kills []string
		for rows.Next() {
			var id int64
			if err := rows.Scan(&id); err != nil {
				return err
			}
			kills = append(kills, fmt.Sprintf("KILL %d", id))
		}
		if err := rows.Err(); err != nil {
			return err
		}
		for _, kill := range kills {
			if _, err := s.source.ExecContext(ctx, kill); err != nil && !strings.Contains(err.Error(), "Unknown thread") {
				return err
			}
		}
	}
	return nil
}

func keyName(n int) string { return fmt.Sprintf("soak-%d", n) }

// newKey creates a key. A running server notices it by itself.
func (s *soak) newKey(ctx context.Context, n int) (string, error) {
	out, err := s.program(ctx, "key", "new", keyName(n), "--rate-limit", "100000", "--rate-burst", "100000")
	return strings.TrimSpace(out), err
}
