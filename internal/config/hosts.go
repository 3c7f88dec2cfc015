package config

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
)

// Address is where a server listens.
type Address struct {
	Host string
	Port int
}

// String returns host:port, with brackets where the host has colons.
func (a Address) String() string { return net.JoinHostPort(a.Host, strconv.Itoa(a.Port)) }

// Servers returns the servers that SOURCE_HOST names, in its order. Those without a port have that of SOURCE_PORT.
func (s Source) Servers() (list []Address, err error) {
	for one := range strings.SplitSeq(s.Host, ",") {
		address, err := s.server(strings.TrimSpace(one))
		if err != nil {
			return nil, err
		}
		if slices.Contains(list, address) {
			return nil, fmt.Errorf("SOURCE_HOST names %s twice: name each server once", address)
		}
		list = append(list, address)
	}
	return list, nil
}

// server reads one host, or host:port. An IPv6 address needs brackets only if a port follows.
func (s Source) server(text string) (Address, error) {
	const form = "write host or host:port, several separated by commas, such as db1.example.com,db2.example.com:3307"
	switch {
	case text == "":
		return Address{}, errors.New("SOURCE_HOST has an empty name: " + form)
	case strings.ContainsAny(text, "/@?; \t"):
		return Address{}, fmt.Errorf("SOURCE_HOST has %q: %s; user, password and database have their own settings", text, form)
	case strings.Count(text, ":") > 1 && !strings.HasPrefix(text, "["):
		if net.ParseIP(text) == nil {
			return Address{}, fmt.Errorf("SOURCE_HOST has %q, which is no IPv6 address: %s, and an IPv6 address with a port as [address]:port", text, form)
		}
		return Address{text, s.Port}, nil
	case strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]"):
		return s.server(text[1 : len(text)-1])
	case !strings.ContainsAny(text, ":[]"):
		return Address{text, s.Port}, nil
	}
	host, port, err := net.SplitHostPort(text)
	if err != nil || host == "" {
		return Address{}, fmt.Errorf("SOURCE_HOST has %q: %s", text, form)
	}
	n, err := strconv.Atoi(port)
	if err != nil || n < 1 || n > 65535 {
		return Address{}, fmt.Errorf("SOURCE_HOST has %q, whose port %q is not a number from 1 to 65535: %s", text, port, form)
	}
	return Address{host, n}, nil
}
