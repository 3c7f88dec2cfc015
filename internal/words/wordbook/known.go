package wordbook

import "strings"

// KnownModels returns the makes that exist, as they are written, each with its models.
func KnownModels() map[string][]string {
	all := map[string][]string{}
	for line := range strings.Lines(file("data/models.txt")) {
		name, list, ok := strings.Cut(line, ":")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		for model := range strings.SplitSeq(list, ",") {
			all[name] = append(all[name], strings.TrimSpace(model))
		}
	}
	return all
}
