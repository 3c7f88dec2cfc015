package vehicle

import (
	"fmt"
	"slices"
	"strings"
)

// Shape lists the fields of one stock: those of the catalogue that its owner's columns fill, and the own fields. It
// never changes, and is safe for concurrent use.
type Shape struct {
	fields []*Field
	byName map[string]*Field
	textID bool
	orders []string
}

// NewShape returns the shape with the given standard and own fields. textID means that the vehicles' identities are
// texts. It is an error if a standard field is not in the catalogue, a required one is missing, or a name is repeated.
func NewShape(standard []string, own []Field, textID bool) (*Shape, error) {
	s := &Shape{byName: map[string]*Field{}, textID: textID}
	missing := slices.Clone(standard)
	for _, f := range Catalogue() {
		at := slices.Index(missing, f.Name)
		if at < 0 {
			if f.Required {
				return nil, fmt.Errorf("the stock has no %s", f.Name)
			}
			continue
		}
		missing = slices.Delete(missing, at, at+1)
		s.add(f)
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("%s is not a standard field, or is repeated", missing[0])
	}
	for _, f := range own {
		if s.byName[f.Name] != nil {
			return nil, fmt.Errorf("the field %s comes twice", f.Name)
		}
		s.add(f)
	}
	return s, nil
}

func (s *Shape) add(f Field) {
	f.at = len(s.fields)
	s.fields = append(s.fields, &f)
	s.byName[f.Name] = &f
	s.orders = append(s.orders, f.Orders...)
}

// StandardShape returns the shape of a stock that fills the whole catalogue and has no own fields.
func StandardShape() *Shape {
	var names []string
	for _, f := range Catalogue() {
		names = append(names, f.Name)
	}
	s, err := NewShape(names, nil, false)
	if err != nil { // The names are the catalogue's, so this cannot fail.
		panic(err)
	}
	return s
}

// Fields returns the fields, the catalogue's first, each list in its order. Do not change the result.
func (s *Shape) Fields() []*Field { return s.fields }

// Field returns the field with a name, or nil.
func (s *Shape) Field(name string) *Field { return s.byName[name] }

// Counted returns the fields whose values are listed with their counts.
func (s *Shape) Counted() []*Field { return s.where(func(f *Field) bool { return f.Kind.Counted() }) }

// Ranged returns the fields that a search can restrict to a range.
func (s *Shape) Ranged() []*Field { return s.where((*Field).HasRange) }

// IsUnit reports whether a field says in which unit or currency another one's numbers are. Such a value is shown with
// the number.
func (s *Shape) IsUnit(f *Field) bool {
	return slices.ContainsFunc(s.Ranged(), func(of *Field) bool { return of.Unit == f.Name })
}

func (s *Shape) where(wanted func(*Field) bool) []*Field {
	var list []*Field
	for _, f := range s.fields {
		if wanted(f) {
			list = append(list, f)
		}
	}
	return list
}

// TextID reports whether the vehicles' identities are texts.
func (s *Shape) TextID() bool { return s.textID }

// ParseID reads an identity from an address. It returns false if no vehicle of this stock can have it.
func (s *Shape) ParseID(text string) (ID, bool) {
	if s.textID {
		return TextID(text), text != ""
	}
	var id ID
	err := id.UnmarshalJSON([]byte(text))
	return id, err == nil && !id.isText
}

// FixID returns an identity in the form of this shape, because a driver may return a number as text.
func (s *Shape) FixID(id ID) ID {
	switch {
	case s.textID && !id.isText:
		return TextID(id.String())
	case !s.textID && id.isText:
		if number, ok := s.ParseID(id.text); ok {
			return number
		}
	}
	return id
}

// byID is the order by identity, which every stock has. It is the default if the stock has no date.
const byID = Sort("-id")

// Orders lists the orders that a search offers. An order with a minus begins with the greatest value.
func (s *Shape) Orders() []Sort {
	var list []Sort
	for _, order := range s.orders {
		list = append(list, Sort(order))
	}
	if s.DefaultSort() == byID {
		list = append(list, byID)
	}
	return list
}

// DefaultSort is the order of a search that names none: by the last change, otherwise by the date of listing, otherwise
// by identity, always the newest first.
func (s *Shape) DefaultSort() Sort {
	for _, name := range []Sort{"-updated_at", "-listed_at"} {
		if slices.Contains(s.orders, string(name)) {
			return name
		}
	}
	return byID
}

// SortedBy reads an order. It returns the field, nil for the identity, and whether the greatest value comes first.
func (s *Shape) SortedBy(sort Sort) (f *Field, descending bool) {
	name, descending := strings.CutPrefix(string(sort), "-")
	return s.byName[name], descending
}

// Sort names an order, such as price or -price.
type Sort string
