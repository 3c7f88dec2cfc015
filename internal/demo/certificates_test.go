package demo_test

import (
	"crypto/tls"
	"crypto/x509"
	"os"
	"path/filepath"
	"testing"
	"time"

	"forecourt/internal/demo"
)

// TestCertificates: the authority verifies the server by its name, and a second call changes neither.
func TestCertificates(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	if err := demo.WriteCertificates(dir, "mysql", now); err != nil {
		t.Fatal(err)
	}
	read := func(name string) []byte {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	pair, err := tls.X509KeyPair(read(demo.CertificateFile), read(demo.KeyFile))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(read(demo.AuthorityFile))
	for name, ok := range map[string]bool{"mysql": true, "other": false} {
		if _, err := pair.Leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: name, CurrentTime: now.AddDate(9, 0, 0)}); (err == nil) != ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	before := string(read(demo.CertificateFile))
	if err := demo.WriteCertificates(dir, "mysql", now); err != nil || string(read(demo.CertificateFile)) != before {
		t.Errorf("made again: %v", err)
	}
}
