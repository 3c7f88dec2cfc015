package vehicle

import "time"

// ChangeKind says what happened to a vehicle.
type ChangeKind string

// The kinds. An update that changes the price counts as a drop or a rise, whatever else it changes.
const (
	Arrived   ChangeKind = "arrived"
	Left      ChangeKind = "left"
	PriceDrop ChangeKind = "price_drop"
	PriceRise ChangeKind = "price_rise"
	Updated   ChangeKind = "updated"
)

// ChangeKinds lists the kinds.
func ChangeKinds() []ChangeKind { return []ChangeKind{Arrived, Left, PriceDrop, PriceRise, Updated} }

// Change is something that happened to a vehicle between two snapshots.
type Change struct {
	// ID grows with every change.
	ID   int64
	Kind ChangeKind
	// At is when the snapshot that showed the change was taken, by the source's clock.
	At        time.Time
	VehicleID ID
	// Vehicle is the vehicle as it is now, or as it was before it left. It is nil for an update of a vehicle that has left
	// since.
	Vehicle *Vehicle
	// Fields are the fields that an update changed, in the order of the shape.
	Fields []FieldChange
}

// FieldChange is a field before and after.
type FieldChange struct {
	Field    *Field
	Old, New Value
}

// ChangeSearch says which changes are wanted. A nil or empty field does not restrict them.
type ChangeSearch struct {
	Kinds []ChangeKind
	// Words restricts the vehicles, by the names of word fields. Any of a field's words will do.
	Words map[string][]string
	// VehicleID restricts the changes to one vehicle.
	VehicleID *ID
	Since     time.Time
	// Before is the ID of the change after which the page begins, 0 for the latest changes.
	Before int64
	Limit  int
}

// Changes is an answer to a ChangeSearch, the latest first.
type Changes struct {
	List []Change
	More bool
	// Since is the time from which every change is in the log. It is zero when nothing was logged yet.
	Since  time.Time
	Origin Origin
}

// DayCount is the number of changes of one kind on one day, in UTC: 2006-01-02.
type DayCount struct {
	Day     string
	Kind    ChangeKind
	Changes int64
}
