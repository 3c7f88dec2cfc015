// Package process runs programs that a measurement kills, pauses and watches. It does not know what they do: it sends
// signals, waits until a server is ready, and keeps the logs.
package process

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

const (
	// askEvery is the pause between two questions whether a server is ready.
	askEvery = 20 * time.Millisecond
	// stopTime is how long a program may take to end after it was asked to.
	stopTime = time.Minute
	// logEnd is how many bytes LogEnd returns at most.
	logEnd = 2000
)

// Process is a program with its own settings. It can be started again after it has ended. Set the fields before the
// first Start. The methods are safe for concurrent use.
type Process struct {
	// Name is the name of the process in errors.
	Name string
	// Binary is the path of the program. Env is its whole environment, and Dir its working directory.
	Binary, Dir string
	Args, Env   []string
	// Log is the path of the file to which the program's output is appended.
	Log string
	// URL is the address of a server, for Ready.
	URL string
	// Died is called if the program ends although nobody has asked it to. It may be nil.
	Died func()

	mu      sync.Mutex
	command *exec.Cmd
	// ended is closed when the program has ended, and exit is how it did.
	ended chan struct{}
	exit  error
	// ending means that the program was asked to end.
	ending bool
}

// Start starts the program. It runs until Stop or Kill.
func (p *Process) Start() error {
	log, err := os.OpenFile(p.Log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	command := exec.Command(p.Binary, p.Args...)
	command.Env, command.Dir, command.Stderr, command.Stdout = p.Env, p.Dir, log, log
	if err := errors.Join(command.Start(), log.Close()); err != nil {
		return fmt.Errorf("start %s: %w", p.Name, err)
	}
	ended := make(chan struct{})
	p.mu.Lock()
	p.command, p.ended, p.ending = command, ended, false
	p.mu.Unlock()
	go func() {
		exit := command.Wait()
		p.mu.Lock()
		p.exit = exit
		unexpected := !p.ending
		p.mu.Unlock()
		close(ended)
		if unexpected && p.Died != nil {
			p.Died()
		}
	}()
	return nil
}

// Signal sends a signal to the program.
func (p *Process) Signal(s syscall.Signal) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.command.Process.Signal(s)
}

// Kill ends the program as a power failure would, and waits until it has ended.
func (p *Process) Kill() error {
	ended := p.expectEnd()
	if err := p.Signal(syscall.SIGKILL); err != nil {
		return err
	}
	<-ended
	return nil
}

// expectEnd notes that the program is asked to end, and returns what is closed when it has ended.
func (p *Process) expectEnd() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ending = true
	return p.ended
}

// Stop ends the program as a service manager would, with SIGTERM, and waits until it has ended. It does nothing if the
// program has ended before. An exit code other than 0 is an error. A program that does not end in time is killed, which
// is an error, too.
func (p *Process) Stop() error {
	ended := p.expectEnd()
	select {
	case <-ended:
		return nil
	default:
	}
	if err := p.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-ended:
	case <-time.After(stopTime):
		return errors.Join(fmt.Errorf("%s does not end after SIGTERM\n%s", p.Name, p.LogEnd()), p.Kill())
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.exit != nil {
		return fmt.Errorf("the end of %s: %w", p.Name, p.exit)
	}
	return nil
}

// PID returns the number of the process.
func (p *Process) PID() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.command.Process.Pid
}

// Ready waits until GET /readyz answers 200. The error after that time has the end of the log.
func (p *Process) Ready(ctx context.Context, within time.Duration) error {
	for deadline := time.Now().Add(within); ; {
		err := p.askReady(ctx)
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) || !Pause(ctx, askEvery) {
			return fmt.Errorf("%s is not ready: %w\n%s", p.Name, err, p.LogEnd())
		}
	}
}

func (p *Process) askReady(ctx context.Context) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.URL+"/readyz", http.NoBody)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	_ = response.Body.Close() // Only the status matters.
	if response.StatusCode != http.StatusOK {
		return errors.New(response.Status)
	}
	return nil
}

// LogEnd returns the end of the log.
func (p *Process) LogEnd() string {
	text, err := os.ReadFile(p.Log)
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-logEnd):])
}

// FreeAddress returns an address of this machine on which nobody listens now.
func FreeAddress(ctx context.Context) (string, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// Pause waits, and reports whether the time has passed before the context ended.
func Pause(ctx context.Context, pause time.Duration) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
