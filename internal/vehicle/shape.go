package vehicle

import (
	"fmt"
	"slices"
	"strings"
)

// Shape is the fields that one stock has: those of the catalogue that its owner's columns fill, and the owner's own. It
// never changes, and is safe for concurrent use.
type Shape struct {
	fields []*Field
	byName map[string]*Field
	textID bool
	orders []string
}

// NewShape returns the shape with the given standard fields and the owner's own. textID tells that the vehicles are
// identified by texts. A name that is not in the catalogue, is missing though it is required, or comes twice is an error.
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
		return nil, fmt.Errorf("%s is no standard field, or comes twice", missing[0])
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

// StandardShape returns the shape of a stock that fills the whole catalogue and has nothing else.
func StandardShape() *Shape {
	var names []string
	for _, f := range Catalogue() {
		names = append(names, f.Name)
	}
	s, err := NewShape(names, nil, false)
	if err != nil { // The catalogue's names are its own.
		panic(err)
	}
	return s
}

// Fields returns the fields, the catalogue's first, each in its order. The list is not to be changed.
func (s *Shape) Fields() []*Field { return s.fields }

// Field returns the field with a name, nil when the stock has none.
func (s *Shape) Field(name string) *Field { return s.byName[name] }

// Counted returns the fields whose values are listed with their counts.
func (s *Shape) Counted() []*Field { return s.where(func(f *Field) bool { return f.Kind.Counted() }) }

// Ranged returns the fields that one can search by a least and a greatest value.
func (s *Shape) Ranged() []*Field { return s.where((*Field).HasRange) }

func (s *Shape) where(wanted func(*Field) bool) []*Field {
	var list []*Field
	for _, f := range s.fields {
		if wanted(f) {
			list = append(list, f)
		}
	}
	return list
}

// TextID tells whether vehicles are identified by texts.
func (s *Shape) TextID() bool { return s.textID }

// ParseID reads an identity as it is written in an address. It returns false for what identifies no vehicle here.
func (s *Shape) ParseID(text string) (ID, bool) {
	if s.textID {
		return TextID(text), text != ""
	}
	var id ID
	err := id.UnmarshalJSON([]byte(text))
	return id, err == nil && !id.isText
}

// FixID returns an identity as this shape has it: a driver may hand over a number as text.
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

// byID is the order by identity, which every stock has. Without a date it is the default.
const byID = Sort("-id")

// Orders lists the orders that are offered. A minus begins with the greatest.
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

// DefaultSort is the order of a search that names none: the last changed first, else the last listed, else by identity.
func (s *Shape) DefaultSort() Sort {
	for _, name := range []Sort{"-updated_at", "-listed_at"} {
		if slices.Contains(s.orders, string(name)) {
			return name
		}
	}
	return byID
}

// SortedBy reads an order: the field, nil for the identity, and whether the greatest comes first.
func (s *Shape) SortedBy(sort Sort) (f *Field, descending bool) {
	name, descending := strings.CutPrefix(string(sort), "-")
	return s.byName[name], descending
}

// Sort names an order, such as price or -price.
type Sort string
