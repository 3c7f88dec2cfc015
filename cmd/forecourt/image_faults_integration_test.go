//go:build integration

package main_test

import (
	"net"
	"testing"
	"time"

	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
)

// testFaults kills, pauses and disconnects MySQL under load. No answer may be wrong, and the server must go back to
// live answers by itself.
func (d *deployment) testFaults(t *testing.T) {
	docker, err := testcontainers.NewDockerClientWithOpts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer docker.Close()
	ctx, id := t.Context(), d.mysql.Container.GetContainerID()
	for name, fault := range map[string]struct{ strike, heal func() error }{
		"killed": {func() error { return kill(ctx, docker, id) }, func() error { return d.mysql.Container.Start(ctx) }},
		"paused": {func() error { return pause(ctx, docker, id) }, func() error { return unpause(ctx, docker, id) }},
		"cut off": {func() error {
			_, err := docker.NetworkDisconnect(ctx, d.network.ID, client.NetworkDisconnectOptions{Container: id, Force: true})
			return err
		}, func() error {
			_, err := docker.NetworkConnect(ctx, d.network.ID, client.NetworkConnectOptions{Container: id, EndpointConfig: endpoint("mysql")})
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			d.until(t, "live")
			stop := d.load(8)
			check(t, fault.strike())
			d.until(t, "cache")
			check(t, fault.heal())
			for range 50 {
				d.until(t, "live")
			}
			answers, faults := stop()
			if len(faults) > 0 || answers < 20 {
				t.Errorf("%d answers, %d faults: %.500v", answers, len(faults), faults)
			}
			t.Logf("%d answers", answers)
		})
	}
}

// testStop stops the server under load. It must answer every request that it has accepted. Docker's proxy is avoided,
// because it accepts connections even for a server that is gone.
func (d *deployment) testStop(t *testing.T) {
	address, err := d.api.ContainerIP(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	d.url = "http://" + net.JoinHostPort(address, "8080")
	stop := d.load(8)
	for range 100 { // By then the load has run as long, with eight clients.
		d.until(t, "live")
	}
	wait := 30 * time.Second
	check(t, d.api.Stop(t.Context(), &wait))
	answers, faults := stop()
	if len(faults) > 0 || answers < 20 {
		t.Errorf("%d answers, %d faults: %.500v", answers, len(faults), faults)
	}
	state, err := d.api.State(t.Context())
	if err != nil || state.ExitCode != 0 {
		t.Errorf("the server ended with %+v (%v)", state, err)
	}
}
