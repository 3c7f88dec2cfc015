//go:build integration

package main_test

import (
	"bytes"
	"context"
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

// composed is what a compose file describes, started as a separate project.
type composed struct{ file, env, project string }

func (c composed) run(t *testing.T, args ...string) string {
	t.Helper()
	command := exec.CommandContext(context.WithoutCancel(t.Context()), "docker", append([]string{"compose", "--file", "../../" + c.file, "--env-file", c.env, "--project-name", c.project}, args...)...)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil {
		t.Errorf("docker compose %v: %v\n%s\n%s", args, err, stderr.String(), stdout.String())
	}
	return stdout.String()
}

// TestCompose starts compose.yaml as in the README. MySQL is verified by its authority and its name, its user may read
// the view and nothing else, and no service has more rights or memory than it needs.
func TestCompose(t *testing.T) {
	key := "compose-" + strings.Repeat("4f1c9", 6)
	c := composed{file: "compose.yaml", env: filepath.Join(t.TempDir(), "compose.env"), project: fmt.Sprintf("forecourt-test-%d", os.Getpid())}
	settings := "MYSQL_ROOT_PASSWORD=root-of-a-test\nSOURCE_USER=reader\nSOURCE_PASSWORD=reader-of-a-test\nAPI_PORT=0\nFORECOURT_IMAGE=" + imageName + "\nAPI_KEY=" + key + "\n"
	if err := os.WriteFile(c.env, []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.run(t, "down", "--volumes", "--timeout", "5") })
	c.run(t, "build") // Other services use the image, which is in no registry.
	c.run(t, "up", "--quiet-pull", "--wait", "--wait-timeout", "240")
	if t.Failed() {
		t.Fatal(c.run(t, "logs", "--no-color"))
	}
	if said := c.run(t, "exec", "-T", "sync", "forecourt", "doctor"); !strings.Contains(said, "verify-identity: encrypted") {
		t.Errorf("doctor: %s", said)
	}
	grants := c.run(t, "exec", "-T", "-e", "MYSQL_PWD=reader-of-a-test", "mysql", "mysql", "-h127.0.0.1", "-ureader", "-Ne", "SHOW GRANTS")
	if want := "GRANT USAGE ON *.* TO `reader`@`%`\nGRANT SELECT ON `vehicles_db`.`vehicles_stock` TO `reader`@`%`\n"; grants != want {
		t.Errorf("MySQL's user may: %s", grants)
	}
	for _, service := range []string{"mysql", "stock", "sync", "api"} {
		c.hardened(t, service)
	}
	c.answers(t, key)
}

// hardened checks that a service may do no more than it must.
func (c composed) hardened(t *testing.T, service string) {
	t.Helper()
	id := strings.TrimSpace(c.run(t, "ps", "--all", "--quiet", service))
	output, err := exec.CommandContext(t.Context(), "docker", "inspect", id).Output()
	if err != nil {
		t.Fatal(err)
	}
	var list []struct {
		Config     struct{ User string }
		HostConfig struct {
			CapDrop, SecurityOpt []string
			Memory               int64
			ReadonlyRootfs       bool
		}
	}
	if err := json.Unmarshal(output, &list); err != nil {
		t.Fatal(err)
	}
	host := list[0].HostConfig
	if fmt.Sprint(host.CapDrop, host.SecurityOpt) != "[ALL] [no-new-privileges:true]" || host.Memory == 0 || !host.ReadonlyRootfs && service != "mysql" {
		t.Errorf("%s: %+v", service, host)
	}
	if user := list[0].Config.User; user == "" || user == "0" || user == "root" {
		t.Errorf("%s runs as %q", service, user)
	}
}

// answers asks the API, which must answer from MySQL.
func (c composed) answers(t *testing.T, key string) {
	t.Helper()
	address := strings.TrimSpace(c.run(t, "port", "api", "8080"))
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
	defer stop()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/cars/?limit=1", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-API-Key", key)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var a answer
	if err := json.NewDecoder(response.Body).Decode(&a); err != nil || response.StatusCode != http.StatusOK || a.Total != 5000 || a.Source != "live" {
		t.Errorf("%s: %+v, %v", response.Status, a, err)
	}
}
