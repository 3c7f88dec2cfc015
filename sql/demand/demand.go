// Package demandsql embeds the schema of the log of what people ask for.
package demandsql

import _ "embed" // For the schema.

// Schema makes the table, if it is not there.
//
//go:embed schema.sql
var Schema string
