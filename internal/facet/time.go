package facet

import "fmt"

// PackTime packs a date and time, "2026-10-04 09:30:00" with up to six decimals, into a number of the same order. Zero
// dates are times like others, as they are for the databases.
func PackTime(text string) (int64, error) {
	const pattern = "0000-00-00 00:00:00"
	if len(text) < len(pattern) || len(text) == len(pattern)+1 || len(text) > len(pattern)+7 {
		return 0, fmt.Errorf("%q is no date and time", text)
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
			return 0, fmt.Errorf("%q is no date and time", text)
		}
	}
	for range len(pattern) + 7 - max(len(text), len(pattern)+1) {
		parts[6] *= 10
	}
	packed := parts[0]
	for i, radix := range []int64{13, 32, 24, 60, 60, 1_000_000} {
		if parts[i+1] >= radix {
			return 0, fmt.Errorf("%q is no date and time", text)
		}
		packed = packed*radix + parts[i+1]
	}
	return packed, nil
}
