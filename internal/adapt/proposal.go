package adapt

import "forecourt/internal/mapping"

// Certainty says how sure a proposal is.
type Certainty string

// The certainties. Sure and likely proposals are applied. Open ones are left to a person.
const (
	Sure   Certainty = "sure"
	Likely Certainty = "likely"
	Open   Certainty = "open"
)

// Proposal says which column of a view holds which field of a vehicle.
type Proposal struct {
	View string `json:"view"`
	// Key is the key's column, or a list of columns, or "" if it is open.
	Key     any             `json:"key"`
	Fields  []FieldProposal `json:"fields"`
	Own     []OwnProposal   `json:"own"`
	LeftOut []LeftOut       `json:"left_out"`
	Open    []Pending       `json:"open"`
}

// FieldProposal says where a standard field's values come from.
type FieldProposal struct {
	// Field is the field's column in the contract.
	Field string `json:"field"`
	// Column is the view's column. Value is a constant, which takes the place of a column.
	Column    string    `json:"column,omitempty"`
	Value     string    `json:"value,omitempty"`
	Certainty Certainty `json:"certainty"`
	Evidence  []string  `json:"evidence"`
	// YearOf means that the column holds dates, and the field is their year.
	YearOf bool `json:"-"`
	// Decimal is the decimal mark of numbers that are written as text.
	Decimal string `json:"-"`
	// Values translate the column's values to those that are shown, in order.
	Values []mapping.Pair `json:"-"`
	// Unknown lists the values that mean "not known".
	Unknown []string `json:"-"`
	// Samples are a few of the column's values.
	Samples []string `json:"-"`
}

// OwnProposal is a field that the owner has beside the standard ones.
type OwnProposal struct {
	Name    string         `json:"name"`
	Column  string         `json:"column"`
	Kind    string         `json:"kind"`
	Decimal string         `json:"-"`
	Values  []mapping.Pair `json:"-"`
	Samples []string       `json:"-"`
}

// LeftOut is a column that nobody is shown.
type LeftOut struct {
	Column string `json:"column"`
	Why    string `json:"why"`
}

// Pending is a field that a person has to decide.
type Pending struct {
	Field      string   `json:"field"`
	Candidates []string `json:"candidates"`
	Why        string   `json:"-"`
}

// KeyColumns returns the columns of the key, none if it is open.
func (p *Proposal) KeyColumns() []string {
	switch key := p.Key.(type) {
	case string:
		if key != "" {
			return []string{key}
		}
	case []string:
		return key
	}
	return nil
}
