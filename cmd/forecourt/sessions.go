package main

import (
	"forecourt/api/auth"
)

// sessionFile is the path of the secret that seals browser sessions. It is kept beside the cache, so that a restart
// signs nobody out.
func sessionFile(cache string) string { return cache + ".pages" }

// openSessions prepares browser sessions.
func openSessions(p *program, cachePath string, keys *auth.Ring) (*auth.Sessions, error) {
	secret, err := auth.SessionSecret(sessionFile(cachePath))
	if err != nil {
		p.log.Warn("people who are signed in must sign in again after a restart", "error", err)
	}
	return auth.NewSessions(secret, keys, p.now)
}
