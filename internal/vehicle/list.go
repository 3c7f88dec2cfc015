package vehicle

import "strings"

// SplitList splits a parameter at its commas. A comma before a space belongs to the value ("Austin, TX").
func SplitList(value string) []string {
	var list []string
	from := 0
	for i := range len(value) {
		if value[i] == ',' && (i+1 == len(value) || value[i+1] != ' ') {
			list = append(list, strings.TrimSpace(value[from:i]))
			from = i + 1
		}
	}
	return append(list, strings.TrimSpace(value[from:]))
}
