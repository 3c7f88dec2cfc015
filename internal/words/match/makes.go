package match

import (
	"slices"
	"strings"

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

// FewVehicles is how many vehicles a model has at most whose name may be a slip of the hand.
const FewVehicles = 2

// HardlyAny tells whether hardly any vehicle of a model has a version, so that its name tells nothing of the others.
func HardlyAny(version, of []*Entry) bool {
	const times = 5
	return VehiclesOf(version) <= FewVehicles && VehiclesOf(of) > FewVehicles*times
}

// SaysDrive tells whether a word only says the drivetrain, or, if any is set, the fuel or the transmission.
func (m *Matcher) SaysDrive(key string, any bool) bool {
	return slices.ContainsFunc(m.Sure, func(f *Lexicon) bool {
		return (f.Name == "drivetrain" || any && (f.Name == "fuel_type" || f.Name == "transmission")) && len(f.ByKey[key])+len(f.Meanings[key]) > 0
	})
}

// MisspeltMake tells whether a word is nobody's name, but a slip of the hand for a make. Some rows of stocks begin
// their models with one.
func (m *Matcher) MisspeltMake(key string) bool {
	const least = 5
	f := m.Fields["make"]
	if len(key) < least || m.Book.Makes[key] || m.Book.Common[key] || len(m.Book.Models[key])+len(f.ByKey[key])+len(f.Meanings[key]) > 0 {
		return false
	}
	return len(f.Nearest(key, 1)) > 0
}

// RarePlace tells whether a model that hardly any row has is rather a town with many vehicles.
func (m *Matcher) RarePlace(words []string) bool {
	key := strings.Join(words, "")
	own := VehiclesOf(m.Fields["model"].ByKey[key])
	if own == 0 || own > FewVehicles || len(m.Book.Models[key]) > 0 {
		return false
	}
	places := m.Fields["location"].Having(words)
	return VehiclesOf(places) > FewVehicles*ManyVehicles && strings.HasPrefix(places[0].Key, key)
}
