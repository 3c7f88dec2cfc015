// Package demosql embeds the schema of the demo's source.
package demosql

import _ "embed" // For the schema.

// Schema makes the tables and the view.
//
//go:embed schema.sql
var Schema string
