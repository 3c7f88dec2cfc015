package config_test

import (
	"fmt"
	"strings"
	"testing"

	"forecourt/internal/config"
)

func TestServers(t *testing.T) {
	for text, want := range map[string]string{
		"db1":                          "[db1:3306]",
		"db1,db2:3307":                 "[db1:3306 db2:3307]",
		"db1.example.com , db2":        "[db1.example.com:3306 db2:3306]",
		"::1,[fe80::1]:3307,[fe80::2]": "[[::1]:3306 [fe80::1]:3307 [fe80::2]:3306]",
		"10.0.0.1:3306,10.0.0.1:3307":  "[10.0.0.1:3306 10.0.0.1:3307]",
	} {
		if got, err := (config.Source{Host: text, Port: 3306}).Servers(); err != nil || fmt.Sprint(got) != want {
			t.Errorf("%q: %v, %v; want %s", text, got, err, want)
		}
	}
}

// TestServersThatCannotBeRead: what is misspelt is named, with the form that is right.
func TestServersThatCannotBeRead(t *testing.T) {
	for text, want := range map[string]string{
		"":                    "an empty name",
		"db1,":                "an empty name",
		"db1,,db2":            "an empty name",
		"db1:33o6":            `whose port "33o6" is not a number`,
		"db1:0":               `whose port "0" is not a number`,
		"db1:70000":           `whose port "70000" is not a number`,
		"db1:":                `whose port "" is not a number`,
		":3306":               `has ":3306"`,
		"db1 db2":             "separated by commas",
		"mysql://db1":         "have their own settings",
		"root@db1":            "have their own settings",
		"db1:3306/vehicles":   "have their own settings",
		"fe80::1:33o6":        "no IPv6 address",
		"db1,db1:3306":        "names db1:3306 twice",
		"[fe80::1]:x":         `whose port "x"`,
		"db1:3306:db2":        "no IPv6 address",
		"[db1":                `has "[db1"`,
		"db1;db2:3306;db3:12": "separated by commas",
	} {
		_, err := (config.Source{Host: text, Port: 3306}).Servers()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
		if err := (config.Source{Type: "mysql", Host: text, Port: 3306, ConnectTimeout: 1, ReadTimeout: 1, MaxRowMB: 1}).Validate(); err == nil {
			t.Errorf("%q: the settings are taken", text)
		}
	}
}

// TestModeOfSeveralServers: only if all servers are on this machine may one connect without verifying them.
func TestModeOfSeveralServers(t *testing.T) {
	for hosts, want := range map[string]string{
		"127.0.0.1": "preferred", "localhost:3307,::1": "preferred", "localhost,db2": "verify-identity", "db1": "verify-identity", "bad:port": "verify-identity",
	} {
		if got := (config.Source{Host: hosts, Port: 3306}).Mode(); got != want {
			t.Errorf("%s: %s, want %s", hosts, got, want)
		}
	}
}
