package mapping

import (
	"database/sql/driver"
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"modernc.org/sqlite"
)

// functionPrefix begins the name of each function.
const functionPrefix = "forecourt_"

// Driver returns the SQLite driver whose connections have the functions that plans for SQLite use: forecourt_lower
// folds a text as Go does, forecourt_number reads a number that people wrote as text, forecourt_decimal one that a
// database wrote, and forecourt_year finds a year in a text. The program has only one such driver, because
// modernc.org/sqlite never forgets a driver.
var Driver = sync.OnceValues(func() (*sqlite.Driver, error) {
	made := &sqlite.Driver{}
	return made, register(made)
})

func register(to *sqlite.Driver) error {
	for _, f := range []struct {
		name string
		args int32
		call func(args []driver.Value) driver.Value
	}{
		{"forecourt_lower", 1, lowered}, {"forecourt_number", 3, written}, {"forecourt_decimal", 2, decimal}, {"forecourt_year", 1, yearOf},
	} {
		scalar := func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) { return f.call(args), nil }
		if err := to.RegisterFunction(f.name, &sqlite.FunctionImpl{NArgs: f.args, Deterministic: true, Scalar: scalar}); err != nil {
			return fmt.Errorf("add the function %s to SQLite: %w", f.name, err)
		}
	}
	return nil
}

func lowered(args []driver.Value) driver.Value {
	if text, ok := textOf(args[0]); ok {
		return strings.ToLower(text)
	}
	return nil
}

func written(args []driver.Value) driver.Value {
	text, ok := textOf(args[0])
	mark, _ := args[1].(string)
	decimals, whole := args[2].(int64)
	if !ok || !whole {
		return nil
	}
	return writtenNumber(text, mark, int(decimals))
}

// decimal rounds a number half away from zero. A text that is no number gives NULL.
func decimal(args []driver.Value) driver.Value {
	text, ok := textOf(args[0])
	decimals, whole := args[1].(int64)
	if !ok || !whole || strings.Trim(text, "0123456789.-+eE") != "" {
		return nil
	}
	exact, ok := new(big.Rat).SetString(text)
	if !ok {
		return nil
	}
	return rounded(exact, int(decimals))
}

func yearOf(args []driver.Value) driver.Value {
	text, ok := textOf(args[0])
	if !ok {
		return nil
	}
	found := yearIn.FindString(text)
	if dateAhead.MatchString(text) {
		found = text[:len("2006")]
	}
	year, err := strconv.ParseInt(found, 10, 64)
	if err != nil || year == 0 {
		return nil
	}
	return year
}

// The year of a text is that of the date with which it begins, otherwise the first year in it. The plan for MySQL does
// the same.
var (
	dateAhead = regexp.MustCompile(datePattern)
	yearIn    = regexp.MustCompile(yearPattern)
)

const (
	datePattern = `^[0-9]{4}-[0-9]{2}-[0-9]{2}`
	yearPattern = `(18|19|20)[0-9][0-9]`
)

// textOf is a value as text, or false for NULL.
func textOf(value driver.Value) (string, bool) {
	switch v := value.(type) {
	case string:
		return v, true
	case []byte:
		return string(v), true
	case int64:
		return strconv.FormatInt(v, 10), true
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), true
	}
	return "", false
}

// maxDigits is how many digits a number may have before the decimal mark; anything longer is not a number.
const maxDigits = 15

// writtenNumber reads a number as the plan for MySQL does. Only digits and decimal marks count, a second mark ends the
// number, and further decimals are rounded half away from zero. It returns nil when there is no number.
func writtenNumber(text, mark string, decimals int) driver.Value {
	kept := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return r
		case string(r) == mark:
			return '.'
		}
		return -1
	}, text)
	whole, rest, _ := strings.Cut(kept, ".")
	fraction, _, _ := strings.Cut(rest, ".")
	if whole+fraction == "" || len(whole) > maxDigits {
		return nil
	}
	exact, ok := new(big.Rat).SetString("0" + whole + "." + fraction + "0")
	if !ok {
		return nil
	}
	return rounded(exact, decimals)
}

// rounded rounds a number to some decimals, half away from zero. Without decimals the result is a whole number.
func rounded(exact *big.Rat, decimals int) driver.Value {
	text := exact.FloatString(decimals)
	if decimals == 0 {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil
		}
		return n
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil
	}
	return f
}
