package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

type healthCommand struct {
	ListenAddr string `name:"listen-addr" var:"LISTEN_ADDR" default:":8080" placeholder:"HOST:PORT" help:"Where the API listens."`
	Ready      bool   `name:"ready" help:"Ask whether it can answer searches, and not only whether it is alive."`
}

// Run asks the server on this machine whether it is alive.
func (c *healthCommand) Run(ctx context.Context) error {
	host, port, err := net.SplitHostPort(c.ListenAddr)
	if err != nil {
		return usageError{fmt.Errorf("LISTEN_ADDR: %w", err)}
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	path := "/healthz"
	if c.Ready {
		path = "/readyz"
	}
	ctx, stop := context.WithTimeout(ctx, 3*time.Second)
	defer stop()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+path, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("the server does not answer: %w", err)
	}
	if err := response.Body.Close(); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return errors.New("the server answers " + response.Status)
	}
	return nil
}
