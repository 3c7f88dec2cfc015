// Package migrations embeds the goose migrations that are the cache's only schema.
package migrations

import "embed"

// FS holds the migrations. A released migration is frozen, so a change is a new file.
//
//go:embed *.sql
var FS embed.FS
