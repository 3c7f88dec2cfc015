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

// functionPrefix begins the names of the functions.
const functionPrefix = "forecourt_"

// Driver returns the driver whose connections have the functions that plans for SQLite use: forecourt_lower folds a text as Go
// does, forecourt_number reads a number that is written as text, forecourt_decimal one as databases write it, forecourt_year
// finds a year in a text. The program has one such driver, because modernc.org/sqlite never forgets one.
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

// decimal rounds a number half away from zero. Text that is no number is none.
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

// A text that begins with a date is of that year; else the first year counts that it names. The plan for MySQL says the same.
var (
	dateAhead = regexp.MustCompile(datePattern)
	yearIn    = regexp.MustCompile(yearPattern)
)

const (
	datePattern = `^[0-9]{4}-[0-9]{2}-[0-9]{2}`
	yearPattern = `(18|19|20)[0-9][0-9]`
)

// textOf is a value as text; false for NULL.
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

// maxDigits is how many digits before the decimal mark a number may have; what has more is no number.
const maxDigits = 15

// writtenNumber reads a number as the plan for MySQL does: digits and decimal marks count, a second mark ends the number,
// and decimals that are not kept are rounded, half away from zero. It returns nil when there is no number.
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

// rounded is a number with some decimals, half away from zero: a whole number without any.
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
