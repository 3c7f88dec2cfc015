package main

import (
	"forecourt/api/auth"
)

// sessionFile is where the secret is kept that seals the sessions of browsers: beside the cache, so that a restart signs nobody out.
func sessionFile(cache string) string { return cache + ".pages" }

// openSessions prepares the signing in of browsers.
func openSessions(p *program, cachePath string, keys *auth.Ring) (*auth.Sessions, error) {
	secret, err := auth.SessionSecret(sessionFile(cachePath))
	if err != nil {
		p.log.Warn("whoever is signed in must sign in again after a restart", "error", err)
	}
	return auth.NewSessions(secret, keys, p.now)
}
