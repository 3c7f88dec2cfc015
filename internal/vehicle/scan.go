package vehicle

import (
	"database/sql"
	"fmt"
)

// Columns of a database are scanned into the types below. Each keeps a value, which is not known if the column is NULL.
// A page has hundreds of columns, so they are read without pointers and without reflection, which database/sql needs
// for other types that can be NULL.

// NullText is a column of text.
type NullText struct{ Value }

// Scan reads a text, or what can be one. It implements database/sql.Scanner.
func (t *NullText) Scan(src any) error {
	switch src := src.(type) {
	case nil:
		t.Value = Value{}
	case string:
		t.Value = TextOf(src)
	case []byte:
		t.Value = TextOf(string(src))
	default:
		var text sql.NullString
		if err := text.Scan(src); err != nil {
			return fmt.Errorf("read a text: %w", err)
		}
		t.Value = TextOf(text.String)
	}
	return nil
}

// NullNumber is a column of whole numbers.
type NullNumber struct{ Value }

// Scan reads a whole number, or a text that is one. It implements database/sql.Scanner.
func (n *NullNumber) Scan(src any) error {
	switch src := src.(type) {
	case nil:
		n.Value = Value{}
	case int64:
		n.Value = NumberOf(src)
	default:
		var number sql.NullInt64
		if err := number.Scan(src); err != nil {
			return fmt.Errorf("read a whole number: %w", err)
		}
		n.Value = NumberOf(number.Int64)
	}
	return nil
}

// NullAmount is a column of amounts of money.
type NullAmount struct{ Value }

// Scan reads what Amount.Scan reads. It implements database/sql.Scanner.
func (m *NullAmount) Scan(src any) error {
	if src == nil {
		m.Value = Value{}
		return nil
	}
	var amount Amount
	err := amount.Scan(src)
	m.Value = NumberOf(int64(amount))
	return err
}

// NullDateTime is a column of dates, in the form of DateTime.
type NullDateTime struct{ Value }

// Scan reads a text. It implements database/sql.Scanner.
func (d *NullDateTime) Scan(src any) error {
	switch src := src.(type) {
	case nil:
		d.Value = Value{}
	case string:
		d.Value = TextOf(src)
	case []byte:
		d.Value = TextOf(string(src))
	default:
		return fmt.Errorf("a date of type %T", src)
	}
	return nil
}
