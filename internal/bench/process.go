package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// benchKey is the benchmark's API key.
const benchKey = "bench-key-0123456789"

// process is a server that is measured.
type process struct {
	command *exec.Cmd
	address string
	// patience is how long a request may take, in wrk's form. "" is wrk's own, 2 s.
	patience string
}

// startPlain starts this program again as the plain handler.
func (b *bench) startPlain(ctx context.Context, driver, dsn string) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	// Of millions of vehicles, SQLite alone takes seconds now and then.
	p := &process{command: exec.CommandContext(ctx, self, "plain", driver, dsn), patience: "10s"}
	p.command.Stderr = b.stderr
	out, err := p.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.command.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, errors.Join(err, p.stop())
	}
	p.address = strings.TrimSpace(line)
	return p, nil
}

// askPause is the time between two questions whether a server is ready.
const askPause = 5 * time.Millisecond

// startAPI starts `forecourt serve`, and waits until it is ready.
func (b *bench) startAPI(ctx context.Context, env ...string) (*process, error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	log, err := os.Create(b.dir + "/serve.log")
	if err != nil {
		return nil, err
	}
	p := &process{command: exec.CommandContext(ctx, b.binary, "serve"), address: address}
	p.command.Dir = b.dir
	p.command.Env = append([]string{"API_KEY=" + benchKey, "LISTEN_ADDR=" + address, "RATE_LIMIT=0", "RATE_BURST=1000"}, env...)
	p.command.Stdout, p.command.Stderr = log, log
	if err := errors.Join(p.command.Start(), log.Close()); err != nil {
		return nil, err
	}
	deadline := time.Now().Add(b.readyWithin)
	for time.Now().Before(deadline) {
		status, _, err := get(ctx, "http://"+address+"/readyz")
		if err == nil && status == http.StatusOK {
			// A search by a word waits until the stock's words and the index are ready.
			if status, _, err = get(ctx, "http://"+address+"/cars/?make=toyota"); err == nil && status == http.StatusOK {
				return p, nil
			}
		}
		time.Sleep(askPause)
	}
	text, err := os.ReadFile(log.Name())
	return nil, errors.Join(fmt.Errorf("the API was not ready after %s: %s", b.readyWithin, text), err, p.stop())
}

func (p *process) stop() error {
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	err := p.command.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) { // It was told to end, so its exit code does not matter.
		return nil
	}
	return err
}

// residentMB returns the resident memory of the process.
func (p *process) residentMB() (float64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.command.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if size, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.ParseFloat(strings.Fields(size)[0], 64)
			return kb / 1024, err
		}
	}
	return 0, errors.New("the process's memory is not shown")
}

// processor returns the processor time that the process has used.
func (p *process) processor() (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.command.Process.Pid))
	if err != nil {
		return 0, err
	}
	// The fields behind the name: utime and stime are the 12th and 13th, in hundredths of a second (proc_pid_stat(5)).
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, errors.New("the process's time is not shown")
	}
	var ticks int64
	for _, field := range fields[11:13] {
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * time.Second / 100, nil
}

func freeAddress(ctx context.Context) (string, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// get makes a request with the key. It returns the time until the whole answer was read.
func get(ctx context.Context, url string) (status int, took time.Duration, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return 0, 0, err
	}
	request.Header.Set("X-API-Key", benchKey)
	begin := time.Now()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, 0, err
	}
	_, err = io.Copy(io.Discard, response.Body)
	return response.StatusCode, time.Since(begin), errors.Join(err, response.Body.Close())
}
