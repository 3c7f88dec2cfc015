//go:build integration

package main_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// doorImage is the proxy of compose.scale.yaml, and standIn the same program of Debian's for machines that reach no
// registry.
const (
	doorImage = "haproxy:3.2"
	standIn   = "FROM golang:1.26-bookworm\nRUN apt-get update -qq && apt-get install -y -qq --no-install-recommends haproxy >/dev/null && rm -rf /var/lib/apt/lists\n"
)

// door returns the image of the proxy.
func door(t *testing.T) string {
	t.Helper()
	if exec.CommandContext(t.Context(), "docker", "image", "inspect", doorImage).Run() == nil || exec.CommandContext(t.Context(), "docker", "pull", "--quiet", doorImage).Run() == nil {
		return doorImage
	}
	const image = "forecourt-door:integration"
	build := exec.CommandContext(t.Context(), "docker", "build", "--quiet", "--tag", image, "-")
	build.Stdin = strings.NewReader(standIn)
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("neither %s nor Debian's haproxy is to be had: %v\n%s", doorImage, err, output)
	}
	return image
}

// TestComposeScale starts compose.scale.yaml as docs/scale.md says. Each service may do no more than it must. The door
// answers from the readers, also after a reader, a NATS server and the working writer were killed.
func TestComposeScale(t *testing.T) {
	key := "scale-" + strings.Repeat("4f1c9", 6)
	c := composed{file: "compose.scale.yaml", env: filepath.Join(t.TempDir(), "compose.env"), project: fmt.Sprintf("forecourt-scale-%d", os.Getpid())}
	settings := "MYSQL_ROOT_PASSWORD=root-of-a-test\nSOURCE_USER=reader\nSOURCE_PASSWORD=reader-of-a-test\nFEED_PASSWORD=feed-of-a-test\nAPI_PORT=0\nFORECOURT_IMAGE=" +
		imageName + "\nHAPROXY_IMAGE=" + door(t) + "\nAPI_KEY=" + key + "\n"
	if err := os.WriteFile(c.env, []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.run(t, "down", "--volumes", "--timeout", "5") })
	c.run(t, "build")
	c.run(t, "up", "--quiet-pull", "--wait", "--wait-timeout", "240")
	if t.Failed() {
		t.Fatal(c.run(t, "logs", "--no-color"))
	}
	for _, service := range strings.Fields(c.run(t, "ps", "--all", "--services")) {
		c.hardened(t, service)
	}
	address := "http://" + strings.TrimSpace(c.run(t, "port", "door", "8080"))
	before := c.total(t, address, key, 0)
	for _, service := range []string{"reader1", "nats2", "writer1"} {
		c.run(t, "kill", service)
	}
	c.run(t, "exec", "-T", "-e", "MYSQL_PWD=root-of-a-test", "mysql", "mysql", "-h127.0.0.1", "-uroot", "vehicles_db", "-e", "DELETE FROM stock WHERE id <= 10")
	c.total(t, address, key, before-10)
}

// total asks the door until it tells the wanted number of vehicles; 0 is any. No answer may be an error.
func (c composed) total(t *testing.T, address, key string, want int) int {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(200 * time.Millisecond) {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address+"/cars/?limit=1", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("X-API-Key", key)
		response, err := (&http.Client{Timeout: 10 * time.Second}).Do(request)
		if err != nil {
			t.Fatal(err)
		}
		var a answer
		err = json.NewDecoder(response.Body).Decode(&a)
		check(t, response.Body.Close())
		if err != nil || response.StatusCode != http.StatusOK || a.Source != "cache" {
			t.Fatalf("%s: %+v, %v", response.Status, a, err)
		}
		if a.Total == want || want == 0 && a.Total > 0 {
			return a.Total
		}
		if time.Now().After(deadline) {
			t.Fatalf("the door tells of %d vehicles, want %d\n%s", a.Total, want, c.run(t, "logs", "--no-color", "--tail", "30"))
		}
	}
}

// TestManifests checks deploy/kubernetes against Kubernetes' own types.
func TestManifests(t *testing.T) {
	command := exec.CommandContext(t.Context(), "go", "run", "-C", "../../tools/manifests", ".", "../../deploy/kubernetes")
	if output, err := command.CombinedOutput(); err != nil || !strings.Contains(string(output), "objects are right") {
		t.Errorf("%v\n%s", err, output)
	}
}

// TestManifestsThatAreWrong changes the manifests in ways that Kubernetes would refuse, or that would not work.
func TestManifestsThatAreWrong(t *testing.T) {
	for name, c := range map[string]struct{ file, old, new, want string }{
		"a field":      {"readers.yaml", "readinessProbe:", "readynessProbe:", "readynessProbe"},
		"a type":       {"writers.yaml", "replicas: 2", "replicas: two", "replicas"},
		"a label":      {"readers.yaml", "matchLabels: {app.kubernetes.io/name: forecourt", "matchLabels: {app.kubernetes.io/name: backyard", "labels"},
		"a secret":     {"writers.yaml", "forecourt-writer}\n          res", "forecourt-wirter}\n          res", "not there"},
		"a port":       {"readers.yaml", "path: /readyz, port: http}", "path: /readyz, port: web}", "no port"},
		"a volume":     {"readers.yaml", "- name: data\n", "- name: date\n", "no volume"},
		"another kind": {"readers.yaml", "kind: Service", "kind: Servant", "not known here"},
		"a target":     {"readers.yaml", "kind: Deployment, name: forecourt-reader", "kind: Deployment, name: forecourt-rider", "there is no Deployment"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			files, err := filepath.Glob("../../deploy/kubernetes/*.yaml")
			if err != nil {
				t.Fatal(err)
			}
			for _, file := range files {
				text, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if filepath.Base(file) == c.file {
					if !strings.Contains(string(text), c.old) {
						t.Fatalf("%s has no %q", c.file, c.old)
					}
					text = []byte(strings.Replace(string(text), c.old, c.new, 1))
				}
				check(t, os.WriteFile(filepath.Join(dir, filepath.Base(file)), text, 0o600))
			}
			output, err := exec.CommandContext(t.Context(), "go", "run", "-C", "../../tools/manifests", ".", dir).CombinedOutput()
			if err == nil || !strings.Contains(string(output), c.want) {
				t.Errorf("%v\n%s, want %q", err, output, c.want)
			}
		})
	}
}
