package demo

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"time"
)

// The names of the files that WriteCertificates makes.
const (
	AuthorityFile   = "ca.pem"
	CertificateFile = "server-cert.pem"
	KeyFile         = "server-key.pem"
)

// validity is how long the demo's certificates are valid, which is longer than any demo runs.
const validity = 10 * 365 * 24 * time.Hour

// WriteCertificates makes an authority, and a server certificate for a host name, unless the folder already has them.
// It discards the authority's key, so that nothing else can be signed with it. Everyone who can see the folder may read
// the server's key, because the server runs as another user: protect the folder.
func WriteCertificates(folder, host string, now time.Time) error {
	if _, err := os.Stat(filepath.Join(folder, AuthorityFile)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	authorityKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fmt.Errorf("make a key: %w", err)
	}
	serverKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fmt.Errorf("make a key: %w", err)
	}
	authority := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Authority of the Forecourt demo"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(validity), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	server := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(validity),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	authorityDER, err := x509.CreateCertificate(rand.Reader, authority, authority, authorityKey.Public(), authorityKey)
	if err != nil {
		return fmt.Errorf("make the authority: %w", err)
	}
	serverDER, err := x509.CreateCertificate(rand.Reader, server, authority, serverKey.Public(), authorityKey)
	if err != nil {
		return fmt.Errorf("make the server's certificate: %w", err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(serverKey)
	if err != nil {
		return fmt.Errorf("make the server's certificate: %w", err)
	}
	for _, file := range []struct {
		name, kind string
		der        []byte
	}{{KeyFile, "PRIVATE KEY", keyDER}, {CertificateFile, "CERTIFICATE", serverDER}, {AuthorityFile, "CERTIFICATE", authorityDER}} {
		text := pem.EncodeToMemory(&pem.Block{Type: file.kind, Bytes: file.der})
		if err := os.WriteFile(filepath.Join(folder, file.name), text, 0o644); err != nil {
			return fmt.Errorf("write the certificates: %w", err)
		}
	}
	return nil
}
