package vehicle

import (
	"fmt"
	"time"
)

// DateTime is a date and time without a zone, as MySQL prints it and as SQLite's date functions read it:
// "2006-01-02 15:04:05", with up to six decimals. It may be a zero date ("0000-00-00 00:00:00"), which no clock shows.
type DateTime string

// Time reads d as UTC. A zero date, or text that is no date, is an error.
func (d DateTime) Time() (time.Time, error) {
	t, err := time.ParseInLocation(time.DateTime, string(d), time.UTC)
	if err != nil {
		return time.Time{}, fmt.Errorf("read date %q: %w", string(d), err)
	}
	return t, nil
}
