package chaos

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"time"

	"github.com/moby/moby/api/types/container"
	dockernetwork "github.com/moby/moby/api/types/network"
	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/network"

	"forecourt/internal/process"
	"forecourt/internal/testdb"
)

// natsImage is the image of the NATS servers.
const natsImage = "nats:2"

// broker is a NATS cluster of three servers in Docker, each behind a proxy.
type broker struct {
	docker  *testcontainers.DockerClient
	network *testcontainers.DockerNetwork
	nodes   [3]testcontainers.Container
	proxies [3]*testdb.Proxy
	// addresses are those of the servers themselves, which stay the same after a restart.
	addresses [3]string
}

func nodeName(i int) string { return fmt.Sprintf("nats%d", i+1) }

// startBroker starts the cluster. Clients can reach it only through the proxies, because the servers do not advertise
// their own addresses.
func startBroker(ctx context.Context) (_ *broker, err error) {
	b := &broker{}
	if b.docker, err = testcontainers.NewDockerClientWithOpts(ctx); err != nil {
		return nil, err
	}
	if b.network, err = network.New(ctx); err != nil {
		return nil, err
	}
	for i := range b.nodes {
		if b.addresses[i], err = process.FreeAddress(ctx); err != nil {
			return nil, errors.Join(err, b.stop())
		}
		host, port, err := net.SplitHostPort(b.addresses[i])
		if err != nil {
			return nil, errors.Join(err, b.stop())
		}
		b.nodes[i], err = testcontainers.Run(ctx, natsImage,
			testcontainers.WithExposedPorts("4222/tcp"),
			testcontainers.WithHostConfigModifier(func(c *container.HostConfig) {
				c.PortBindings = dockernetwork.PortMap{dockernetwork.MustParsePort("4222/tcp"): {{HostIP: netip.MustParseAddr(host), HostPort: port}}}
			}), network.WithNetwork([]string{nodeName(i)}, b.network),
			testcontainers.WithCmd("--jetstream", "--store_dir=/data", "--name="+nodeName(i), "--cluster_name=feed", "--cluster=nats://0.0.0.0:6222",
				"--routes=nats://nats1:6222,nats://nats2:6222,nats://nats3:6222", "--no_advertise"),
		)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("start %s in Docker: %w", natsImage, err), b.stop())
		}
		b.proxies[i], err = testdb.OpenProxy(ctx, func() (string, error) { return b.addresses[i], nil })
		if err != nil {
			return nil, errors.Join(err, b.stop())
		}
	}
	return b, nil
}

// url returns the addresses of all servers, as FEED_URL takes them.
func (b *broker) url() string {
	list := make([]string, len(b.proxies))
	for i, p := range b.proxies {
		list[i] = fmt.Sprintf("nats://127.0.0.1:%d", p.Port())
	}
	return strings.Join(list, ",")
}

// direct lists the servers for a client that goes past the proxies.
func (b *broker) direct() []string {
	list := make([]string, len(b.addresses))
	for i, address := range b.addresses {
		list[i] = "nats://" + address
	}
	return list
}

func (b *broker) stop() (err error) {
	for i := range b.nodes {
		if b.proxies[i] != nil {
			err = errors.Join(err, b.proxies[i].Close())
		}
		if b.nodes[i] != nil {
			err = errors.Join(err, testcontainers.TerminateContainer(b.nodes[i]))
		}
	}
	if b.network != nil {
		err = errors.Join(err, b.network.Remove(context.Background()))
	}
	return errors.Join(err, b.docker.Close())
}

// kill kills a node, as a power failure would, and starts it again after a while.
func (b *broker) kill(ctx context.Context, i int, away time.Duration) error {
	if _, err := b.docker.ContainerKill(ctx, b.nodes[i].GetContainerID(), client.ContainerKillOptions{Signal: "SIGKILL"}); err != nil {
		return err
	}
	process.Pause(ctx, away)
	return b.nodes[i].Start(context.WithoutCancel(ctx))
}

// pause freezes a node for a while: its connections stay open, but it does nothing.
func (b *broker) pause(ctx context.Context, i int, away time.Duration) error {
	id := b.nodes[i].GetContainerID()
	if _, err := b.docker.ContainerPause(ctx, id, client.ContainerPauseOptions{}); err != nil {
		return err
	}
	process.Pause(ctx, away)
	_, err := b.docker.ContainerUnpause(context.WithoutCancel(ctx), id, client.ContainerUnpauseOptions{})
	return err
}

// separate cuts a node off from the others and from the clients for a while.
func (b *broker) separate(ctx context.Context, i int, away time.Duration) error {
	id := b.nodes[i].GetContainerID()
	b.proxies[i].Refuse(true)
	b.proxies[i].Cut()
	defer b.proxies[i].Refuse(false)
	if _, err := b.docker.NetworkDisconnect(ctx, b.network.ID, client.NetworkDisconnectOptions{Container: id, Force: true}); err != nil {
		return err
	}
	process.Pause(ctx, away)
	_, err := b.docker.NetworkConnect(context.WithoutCancel(ctx), b.network.ID, client.NetworkConnectOptions{
		Container: id, EndpointConfig: &dockernetwork.EndpointSettings{Aliases: []string{nodeName(i)}},
	})
	return err
}

// usage returns the processor time that all servers have taken, and the memory that they hold, in bytes.
func (b *broker) usage(ctx context.Context) (took time.Duration, memory int64, err error) {
	for _, node := range b.nodes {
		found, err := b.docker.ContainerInspect(ctx, node.GetContainerID(), client.ContainerInspectOptions{})
		if err != nil {
			return 0, 0, err
		}
		cpu, rss, err := process.Usage(found.Container.State.Pid)
		if err != nil {
			return 0, 0, err
		}
		took, memory = took+cpu, memory+rss
	}
	return took, memory, nil
}
