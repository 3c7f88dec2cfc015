//go:build integration

package main_test

import (
	"context"

	dockernetwork "github.com/moby/moby/api/types/network"
	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
)

func kill(ctx context.Context, docker *testcontainers.DockerClient, id string) error {
	_, err := docker.ContainerKill(ctx, id, client.ContainerKillOptions{Signal: "SIGKILL"})
	return err
}

func pause(ctx context.Context, docker *testcontainers.DockerClient, id string) error {
	_, err := docker.ContainerPause(ctx, id, client.ContainerPauseOptions{})
	return err
}

func unpause(ctx context.Context, docker *testcontainers.DockerClient, id string) error {
	_, err := docker.ContainerUnpause(ctx, id, client.ContainerUnpauseOptions{})
	return err
}

// endpoint gives a container its name in a network again.
func endpoint(alias string) *dockernetwork.EndpointSettings {
	return &dockernetwork.EndpointSettings{Aliases: []string{alias}}
}
