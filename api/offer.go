package api

import (
	"net/url"
	"strings"
)

// offer returns the address of an offer's page as it is passed on, nil when it is not: it may hold somebody's name and password,
// and run as a script where a page shows it as a link.
func offer(listing *string) *string {
	if listing == nil {
		return nil
	}
	u, err := url.Parse(strings.TrimSpace(*listing))
	if err != nil || u.User != nil || u.Opaque != "" || u.Scheme != "" && u.Scheme != "https" && u.Scheme != "http" {
		return nil
	}
	return listing
}
