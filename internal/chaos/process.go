package chaos

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

// process is one running program with its own folder. It can be killed, paused and started again.
type process struct {
	name, dir string
	binary    string
	args, env []string
	// url is where a reader listens, "" for a writer.
	url string
	// log is the path of the program's log, on another disk than its folder.
	log string
	// died hears when the program ends although nobody has ended it.
	died func(*process)

	mu      sync.Mutex
	command *exec.Cmd
	ended   chan struct{}
	// faulty is when a fault began or ended last, and down says that one lasts.
	faulty time.Time
	down   bool
	// ending means that the program is being ended.
	ending bool
}

// start starts the program, or starts it again.
func (p *process) start(ctx context.Context) error {
	log, err := os.OpenFile(p.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	command := exec.CommandContext(ctx, p.binary, p.args...)
	command.Env, command.Dir, command.Stderr, command.Stdout = p.env, p.dir, log, log
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	command.WaitDelay = 30 * time.Second
	if err := errors.Join(command.Start(), log.Close()); err != nil {
		return fmt.Errorf("start %s: %w", p.name, err)
	}
	ended := make(chan struct{})
	p.mu.Lock()
	p.command, p.ended, p.ending = command, ended, false
	p.mu.Unlock()
	go func() {
		_ = command.Wait() // It is killed again and again; the log says how it ended.
		close(ended)
		p.mu.Lock()
		unexpected := !p.ending
		p.down = p.down || unexpected // Nobody asks it any more.
		p.mu.Unlock()
		if unexpected {
			p.died(p)
		}
	}()
	return nil
}

// signal sends a signal to the running program.
func (p *process) signal(s syscall.Signal) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.command.Process.Signal(s)
}

// kill ends the program as a power failure would, and waits until it is gone.
func (p *process) kill() error {
	ended := p.end()
	if err := p.signal(syscall.SIGKILL); err != nil {
		return err
	}
	<-ended
	return nil
}

// end says that the program is being ended, and returns what is closed when it has.
func (p *process) end() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ending = true
	return p.ended
}

// stop ends the program as a service manager would.
func (p *process) stop() error {
	ended := p.end()
	select {
	case <-ended:
		return nil
	default:
	}
	if err := p.signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-ended:
		return nil
	case <-time.After(time.Minute):
		return fmt.Errorf("%s does not end: %w\n%s", p.name, p.kill(), p.logEnd())
	}
}

// pid is the process's number.
func (p *process) pid() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.command.Process.Pid
}

// fault marks the beginning or the end of a fault of this program.
func (p *process) fault(down bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.down, p.faulty = down, time.Now()
}

// healthySince reports whether no fault of this program has touched the time since then.
func (p *process) healthySince(t time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.down && p.faulty.Before(t)
}

// ready waits until a reader answers that it is ready.
func (p *process) ready(ctx context.Context, within time.Duration) error {
	for deadline := time.Now().Add(within); ; {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url+"/readyz", http.NoBody)
		if err != nil {
			return err
		}
		response, err := http.DefaultClient.Do(request)
		if err == nil {
			_ = response.Body.Close() // Only the status matters.
			if response.StatusCode == http.StatusOK {
				return nil
			}
			err = errors.New(response.Status)
		}
		if time.Now().After(deadline) || !wait(ctx, 20*time.Millisecond) {
			return fmt.Errorf("%s is not ready: %w\n%s", p.name, err, p.logEnd())
		}
	}
}

// logEnd returns the last lines of the program's log.
func (p *process) logEnd() string {
	text, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-2000):])
}

func freeAddress(ctx context.Context) (string, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// wait reports whether the pause has passed before the context ended.
func wait(ctx context.Context, pause time.Duration) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
