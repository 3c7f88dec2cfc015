package vehicle

import (
	"fmt"
	"time"
)

// DateTime is a date and time without a zone, in the form that MySQL prints and SQLite's date functions read:
// "2006-01-02 15:04:05", with up to six decimals. It may be a zero date ("0000-00-00 00:00:00"), which is no real date.
type DateTime string

// Time reads d as UTC. A zero date, or a text that is not a date, is an error.
func (d DateTime) Time() (time.Time, error) {
	t, err := time.ParseInLocation(time.DateTime, string(d), time.UTC)
	if err != nil {
		return time.Time{}, fmt.Errorf("read date %q: %w", string(d), err)
	}
	return t, nil
}

// packRadix is how many different months, days, hours, minutes, seconds and microseconds Pack has room for.
var packRadix = [...]int64{13, 32, 24, 60, 60, 1_000_000}

// Pack packs a date, or a date and time with up to six decimals, into a number that sorts the same way. Zero dates sort
// before others, as they do in the databases.
func (d DateTime) Pack() (int64, error) {
	const pattern = "0000-00-00 00:00:00"
	text := string(d)
	if len(text) == len("0000-00-00") {
		text += " 00:00:00"
	}
	if len(text) < len(pattern) || len(text) == len(pattern)+1 || len(text) > len(pattern)+7 {
		return 0, d.wrong()
	}
	var parts [7]int64
	part := 0
	for i := range len(text) {
		want := byte('.')
		if i < len(pattern) {
			want = pattern[i]
		} else if i > len(pattern) {
			want = '0'
		}
		digit := text[i] >= '0' && text[i] <= '9'
		switch {
		case want == '0' && digit:
			parts[part] = parts[part]*10 + int64(text[i]-'0')
		case want != '0' && text[i] == want:
			part++
		default:
			return 0, d.wrong()
		}
	}
	for range len(pattern) + 7 - max(len(text), len(pattern)+1) {
		parts[6] *= 10
	}
	packed := parts[0]
	for i, radix := range packRadix {
		if parts[i+1] >= radix {
			return 0, d.wrong()
		}
		packed = packed*radix + parts[i+1]
	}
	return packed, nil
}

func (d DateTime) wrong() error { return fmt.Errorf("%q is not a date and time", string(d)) }

// UnpackDate returns the date and time that Pack packed, with six decimals when it has a fraction.
func UnpackDate(packed int64) DateTime {
	var parts [7]int64
	for i := len(packRadix) - 1; i >= 0; i-- {
		parts[i+1] = packed % packRadix[i]
		packed /= packRadix[i]
	}
	text := fmt.Sprintf("%04d-%02d-%02d %02d:%02d:%02d", packed, parts[1], parts[2], parts[3], parts[4], parts[5])
	if parts[6] != 0 {
		text += fmt.Sprintf(".%06d", parts[6])
	}
	return DateTime(text)
}
