//go:build !integration

package main_test

import "testing"

// runTests runs the tests. With the tag integration it starts MySQL first.
func runTests(m *testing.M) int { return m.Run() }
