package chaos

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os/exec"
	"time"

	"forecourt/internal/process"
)

// jump moves a program's clock by an hour, forward or back, and then back again. The program must not notice.
func (c *chaos) jump(ctx context.Context, p *program, away time.Duration) error {
	off := time.Hour
	if rand.IntN(2) == 0 {
		off = -off
	}
	before, err := c.age(ctx, p)
	if err != nil {
		return err
	}
	if err := p.setClock(off); err != nil {
		return err
	}
	process.Pause(ctx, away)
	after, err := c.age(context.WithoutCancel(ctx), p)
	if moved := after - before; err == nil && (moved-off).Abs() > time.Minute {
		err = fmt.Errorf("the clock of %s has moved by %s, and not by %s: is the program built with -tags clock?", p.Name, moved.Round(time.Second), off)
	}
	return errors.Join(err, p.setClock(0))
}

// age returns how old a program's copy is by the clock that the program has. A writer has no server to ask, so a
// command beside it says it.
func (c *chaos) age(ctx context.Context, p *program) (time.Duration, error) {
	var seconds float64
	var err error
	if p.URL != "" {
		seconds, err = readyAge(ctx, p.URL)
	} else {
		seconds, err = c.statusAge(ctx, p)
	}
	if err != nil {
		return 0, fmt.Errorf("ask %s for its age: %w", p.Name, err)
	}
	return time.Duration(seconds * float64(time.Second)), nil
}

func readyAge(ctx context.Context, url string) (float64, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/readyz", http.NoBody)
	if err != nil {
		return 0, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	defer func() { _ = response.Body.Close() }() // It was read.
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, err
	}
	var told struct {
		AgeSeconds *float64 `json:"age_seconds"`
	}
	if err := json.Unmarshal(body, &told); err != nil || told.AgeSeconds == nil {
		return 0, fmt.Errorf("%s: %s", response.Status, body)
	}
	return *told.AgeSeconds, nil
}

func (c *chaos) statusAge(ctx context.Context, p *program) (float64, error) {
	command := exec.CommandContext(ctx, c.Binary, "status", "--json", "--runs=0")
	command.Env, command.Dir = p.Env, p.Dir
	text, err := command.Output()
	if err != nil {
		return 0, err
	}
	var told struct {
		Views []struct {
			AgeSeconds float64 `json:"age_seconds"`
		}
	}
	if err := json.Unmarshal(text, &told); err != nil || len(told.Views) == 0 {
		return 0, fmt.Errorf("status says %s", text)
	}
	return told.Views[0].AgeSeconds, nil
}
