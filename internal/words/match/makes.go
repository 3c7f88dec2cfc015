package match

import (
	"slices"

	"forecourt/internal/words/wordbook"
)

// MakeKeys returns the keys of makes, which are written as in the stock.
func (m *Matcher) MakeKeys(texts []string) []string {
	list := make([]string, len(texts))
	for i, text := range texts {
		if v := m.Fields["make"].ByText[text]; v != nil {
			list[i] = v.Key
		} else {
			list[i] = wordbook.Key(text)
		}
	}
	return list
}

// OfMake tells whether one of the makes has one of the models.
func (m *Matcher) OfMake(models, makes []string) bool {
	for _, brand := range makes {
		for _, model := range models {
			if m.HasModel(wordbook.Key(brand), wordbook.Key(model)) {
				return true
			}
		}
	}
	return false
}

// ModelsOf returns the models that one of the makes has; all, if that is none.
func (m *Matcher) ModelsOf(models, makes []string) (kept []string) {
	for _, model := range models {
		if m.OfMake([]string{model}, makes) {
			kept = append(kept, model)
		}
	}
	if len(kept) == 0 {
		return models
	}
	return kept
}

// VehiclesOf returns how many vehicles have some values.
func VehiclesOf(list []*Entry) (n int64) {
	for _, v := range list {
		n += v.Vehicles
	}
	return n
}

// HasModel tells whether a make has a model, in the stock or in the book. Both are keys.
func (m *Matcher) HasModel(brand, key string) bool {
	f := m.Fields["model"]
	for _, list := range [][]*Entry{f.ByKey[key], f.Aliases[key]} {
		for _, v := range list {
			if slices.Contains(v.Makes, brand) {
				return true
			}
		}
	}
	return slices.Contains(m.Book.Models[key], brand)
}

// ManyVehicles is how many vehicles a model has at least that an unsure word is read as.
const ManyVehicles = 5
