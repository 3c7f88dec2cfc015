// Package benchsql has the statements of the benchmarks. sqlc does not read them: the benchmark measures what plain
// database/sql takes, beside which the product's own times are quoted.
package benchsql

import "embed"

//go:embed *.sql
var files embed.FS

// Statement returns the statement in the file of that name, without ".sql". It panics when there is none: the names are
// the program's own.
func Statement(name string) string {
	text, err := files.ReadFile(name + ".sql")
	if err != nil {
		panic(err)
	}
	return string(text)
}
