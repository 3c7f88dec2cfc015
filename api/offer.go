package api

import (
	"net/url"
	"strings"

	"forecourt/internal/vehicle"
)

// passedOn is a value as it is sent. A link is not when it may hold somebody's name and password, or run as a script
// where a page shows it.
func passedOn(f *vehicle.Field, value vehicle.Value) vehicle.Value {
	if f.Kind != vehicle.Link || !value.Known() {
		return value
	}
	u, err := url.Parse(strings.TrimSpace(value.Text()))
	if err != nil || u.User != nil || u.Opaque != "" || u.Scheme != "" && u.Scheme != "https" && u.Scheme != "http" {
		return vehicle.Value{}
	}
	return value
}
