package chaos

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"forecourt/internal/process"
)

const (
	// askTime is how long it may take until NATS answers a question. It is long because a server may just have been
	// killed.
	askTime = time.Minute
	// oneAskTime is how long one attempt may take. A cluster without a leader never answers, also not later.
	oneAskTime = 2 * time.Second
	// askPause is the time between two attempts.
	askPause = 200 * time.Millisecond
)

// ask repeats a question to NATS until it is answered. Each attempt has its own connection, because the server of an
// older one may be the one that does not answer.
func (c *chaos) ask(ctx context.Context, question func(ctx context.Context, js jetstream.JetStream) error) error {
	ctx, stop := context.WithTimeout(ctx, askTime)
	defer stop()
	for {
		err := c.askOnce(ctx, question)
		if err == nil {
			return nil
		}
		if !process.Pause(ctx, askPause) {
			return fmt.Errorf("NATS does not answer: %w", err)
		}
	}
}

func (c *chaos) askOnce(ctx context.Context, question func(ctx context.Context, js jetstream.JetStream) error) error {
	ctx, stop := context.WithTimeout(ctx, oneAskTime)
	defer stop()
	conn, err := nats.Connect(c.broker.url(), nats.IgnoreDiscoveredServers(), nats.Timeout(oneAskTime))
	if err != nil {
		return err
	}
	defer conn.Close()
	js, err := jetstream.New(conn)
	if err != nil {
		return err
	}
	return question(ctx, js)
}

// stream returns the state of the feed's stream. NATS keeps values and objects in other streams.
func (c *chaos) stream(ctx context.Context) (info *jetstream.StreamInfo, err error) {
	err = c.ask(ctx, func(ctx context.Context, js jetstream.JetStream) error {
		streams := js.ListStreams(ctx)
		for one := range streams.Info() {
			if name := one.Config.Name; !strings.HasPrefix(name, "KV_") && !strings.HasPrefix(name, "OBJ_") {
				info = one
			}
		}
		if info == nil && streams.Err() == nil {
			return errors.New("there is no stream")
		}
		return streams.Err()
	})
	return info, err
}

// leader returns the NATS server that leads the feed's stream.
func (c *chaos) leader(ctx context.Context) (int, error) {
	info, err := c.stream(ctx)
	if err != nil {
		return 0, err
	}
	for i := range c.broker.nodes {
		if info.Cluster != nil && info.Cluster.Leader == nodeName(i) {
			return i, nil
		}
	}
	return 0, fmt.Errorf("the stream %s has no leader", info.Config.Name)
}

// worker returns the writer that has the lease.
func (c *chaos) worker(ctx context.Context) (worker *program, err error) {
	err = c.ask(ctx, func(ctx context.Context, js jetstream.JetStream) error {
		names := js.KeyValueStoreNames(ctx)
		for name := range names.Name() {
			if !strings.HasSuffix(name, "_lease") {
				continue
			}
			store, err := js.KeyValue(ctx, name)
			if err != nil {
				return err
			}
			entry, err := store.Get(ctx, "writer")
			if err != nil {
				return err
			}
			var holder struct{ Writer string }
			if err := json.Unmarshal(entry.Value(), &holder); err != nil {
				return err
			}
			for _, w := range c.writers {
				if strings.HasSuffix(holder.Writer, fmt.Sprintf(":%d", w.PID())) {
					worker = w
					return nil
				}
			}
			return fmt.Errorf("the lease is of %s, which does not run", holder.Writer)
		}
		if err := names.Error(); err != nil {
			return err
		}
		return errors.New("there is no lease")
	})
	return worker, err
}
