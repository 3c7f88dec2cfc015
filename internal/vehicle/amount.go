package vehicle

import (
	"database/sql/driver"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Amount is an amount of money in hundredths of a currency's unit: 1250050 is 12500.50. It can hold every
// DECIMAL(12,2).
type Amount int64

// String returns the amount with two decimals, such as "12500.50".
func (m Amount) String() string {
	sign, n := "", uint64(m)
	if m < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}

// Scan reads an amount as database drivers return it: MySQL's DECIMAL as text, SQLite's NUMERIC as an integer, a
// floating-point number or text. An amount that hundredths cannot hold exactly is an error. It implements
// database/sql.Scanner; NULL needs a *Amount as destination.
func (m *Amount) Scan(src any) error {
	switch v := src.(type) {
	case int64:
		if v > math.MaxInt64/100 || v < math.MinInt64/100 {
			return fmt.Errorf("amount %d is out of range", v)
		}
		*m = Amount(v * 100)
		return nil
	case float64:
		// SQLite keeps 15 significant digits, so the shortest text that gives v is what was stored.
		return m.parse(strconv.FormatFloat(v, 'f', -1, 64))
	case []byte:
		return m.parse(string(v))
	case string:
		return m.parse(v)
	default:
		return fmt.Errorf("amount of type %T", src)
	}
}

func (m *Amount) parse(text string) error {
	whole, fraction, _ := strings.Cut(text, ".")
	fraction = strings.TrimRight(fraction, "0")
	if len(fraction) > 2 {
		return fmt.Errorf("amount %q has more than two decimals", text)
	}
	n, err := strconv.ParseInt(whole+(fraction + "00")[:2], 10, 64)
	if err != nil || strings.TrimPrefix(whole, "-") == "" {
		return fmt.Errorf("amount %q is not a decimal number that fits", text)
	}
	*m = Amount(n)
	return nil
}

// Value writes the amount as decimal text. It implements database/sql/driver.Valuer.
func (m Amount) Value() (driver.Value, error) { return m.String(), nil }
