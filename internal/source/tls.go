package source

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
)

// SSLMode says how the connection to MySQL is protected, in the words of MySQL's own clients
// (https://dev.mysql.com/doc/refman/9.7/en/connection-options.html#option_general_ssl-mode).
type SSLMode string

// The modes.
const (
	// Disabled uses no TLS.
	Disabled SSLMode = "disabled"
	// Preferred uses TLS if the server offers it, and does not verify the server.
	Preferred SSLMode = "preferred"
	// Required insists on TLS, and does not verify the server.
	Required SSLMode = "required"
	// VerifyCA verifies that a trusted authority signed the server's certificate.
	VerifyCA SSLMode = "verify-ca"
	// VerifyIdentity does that, and verifies that the certificate is for this host.
	VerifyIdentity SSLMode = "verify-identity"
)

// tlsConfig returns the TLS settings of a mode, nil for none. ca names a PEM file with the trusted authorities; ""
// means the system's.
func tlsConfig(mode SSLMode, ca, host string) (*tls.Config, error) {
	if mode == Disabled {
		return nil, nil
	}
	config := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	if ca != "" {
		roots, err := readRoots(ca)
		if err != nil {
			return nil, err
		}
		config.RootCAs = roots
	}
	switch mode {
	case VerifyIdentity:
	case VerifyCA:
		roots := config.RootCAs
		config.InsecureSkipVerify = true // VerifyConnection below verifies everything except the host's name.
		config.VerifyConnection = func(state tls.ConnectionState) error { return verifyChain(state, roots) }
	case Preferred, Required:
		config.InsecureSkipVerify = true // These modes are defined as encryption without authentication.
	default:
		return nil, fmt.Errorf("SOURCE_SSL_MODE %q is none of disabled, preferred, required, verify-ca, verify-identity", mode)
	}
	return config, nil
}

func readRoots(file string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read SOURCE_SSL_CA: %w", err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("read SOURCE_SSL_CA: %s holds no certificate in PEM form", file)
	}
	return roots, nil
}

func verifyChain(state tls.ConnectionState, roots *x509.CertPool) error {
	if len(state.PeerCertificates) == 0 {
		return errors.New("the server sent no certificate")
	}
	intermediates := x509.NewCertPool()
	for _, certificate := range state.PeerCertificates[1:] {
		intermediates.AddCert(certificate)
	}
	_, err := state.PeerCertificates[0].Verify(x509.VerifyOptions{Roots: roots, Intermediates: intermediates})
	return err
}
